//! A message in, its intent out.

use std::time::Instant;

use ferrovia::language_model::ChatError;

use crate::domain::{Classified, Intent, MessageText, milliseconds_since};
use crate::ports::{Classification, ClassificationMistake, Classifier, ClassifierError};

/// Names what the customer wants. A classifier that answers nonsense is told so and tried once more; after
/// that the intent is [`Intent::UNKNOWN`]: a customer is answered even if nobody knows under which heading.
///
/// # Errors
/// [`ChatError`] if the model gave no reply at all.
pub async fn classify_intent(
    classifier: &dyn Classifier,
    text: &MessageText,
    deadline: Instant,
) -> Result<Classified, ChatError> {
    let begun = Instant::now();
    let intent = intent(classifier, text, deadline).await?;
    Ok(Classified {
        intent,
        took_ms: milliseconds_since(begun),
    })
}

async fn intent(
    classifier: &dyn Classifier,
    text: &MessageText,
    deadline: Instant,
) -> Result<Intent, ChatError> {
    let mut correction = None;
    for _ in 0..2 {
        match classifier
            .classify(&Classification {
                text,
                correction,
                deadline,
            })
            .await
        {
            Ok(intent) => return Ok(intent),
            Err(ClassifierError::Mistaken(mistake)) => correction = Some(mistake),
            Err(ClassifierError::Model(error)) => match error {
                ChatError::Malformed | ChatError::Empty | ChatError::Truncated => {
                    correction = Some(ClassificationMistake::Json);
                }
                // Whether to decline is for the model that answers, which has the history before it.
                ChatError::ContentFiltered => return Ok(Intent::UNKNOWN),
                ChatError::RateLimited { .. }
                | ChatError::Overloaded
                | ChatError::Timeout { .. }
                | ChatError::Transport
                | ChatError::Unauthorized
                | ChatError::NotFound
                | ChatError::InvalidRequest { .. }
                | ChatError::ContextTooLong
                | ChatError::TooLarge => return Err(error),
            },
        }
    }
    tracing::warn!(mistake = ?correction, "the classifier answered no intent twice");
    Ok(Intent::UNKNOWN)
}
