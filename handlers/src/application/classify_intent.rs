//! A message in, its intent out.

use std::time::{Duration, Instant};

use ferrovia::language_model::ChatError;

use crate::domain::{ANSWER_WITHIN, Classified, Intent, MessageText, milliseconds_since};
use crate::ports::{Classification, Classifier, Clock};

/// Names what the customer wants, within `patience`. Where the classifier answers nonsense to the end, the intent is [`Intent::UNKNOWN`]: a
/// customer is answered even if nobody knows under which heading.
///
/// # Errors
/// [`ChatError`] if the model gave no reply at all.
pub async fn classify_intent(
    classifier: &dyn Classifier,
    clock: &dyn Clock,
    text: &MessageText,
    patience: Duration,
) -> Result<Classified, ChatError> {
    let begun = Instant::now();
    let answer_by = clock.date().after(ANSWER_WITHIN);
    let deadline = clock.now() + patience;
    let intent = match classifier.classify(&Classification { text, deadline }).await {
        Ok(intent) => intent,
        Err(error) => without_intent(error)?,
    };
    Ok(Classified {
        intent,
        took_ms: milliseconds_since(begun),
        answer_by,
    })
}

fn without_intent(error: ChatError) -> Result<Intent, ChatError> {
    match error {
        ChatError::Malformed | ChatError::Empty | ChatError::Truncated => {
            tracing::warn!(%error, "the classifier answered no intent");
            Ok(Intent::UNKNOWN)
        }
        // Whether to decline is for the model that answers, which has the history before it.
        ChatError::ContentFiltered => Ok(Intent::UNKNOWN),
        ChatError::RateLimited { .. }
        | ChatError::Overloaded
        | ChatError::Timeout { .. }
        | ChatError::Transport
        | ChatError::Unauthorized
        | ChatError::NotFound
        | ChatError::InvalidRequest { .. }
        | ChatError::ContextTooLong
        | ChatError::TooLarge => Err(error),
    }
}
