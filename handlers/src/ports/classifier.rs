//! Tells what a customer wants.

use std::time::Instant;

use async_trait::async_trait;
use ferrovia::language_model::ChatError;

use crate::domain::{Intent, MessageText};

/// Names the intent of a message.
#[async_trait]
pub trait Classifier: Send + Sync {
    /// Makes one attempt.
    ///
    /// # Errors
    /// [`ClassifierError`].
    async fn classify(&self, classification: &Classification<'_>) -> Result<Intent, ClassifierError>;
}

/// A message to be classified.
#[derive(Clone, Copy, Debug)]
pub struct Classification<'a> {
    /// What the customer wrote.
    pub text: &'a MessageText,
    /// What was wrong with the classifier's last try, if this is a second one.
    pub correction: Option<ClassificationMistake>,
    /// When the attempt must be over.
    pub deadline: Instant,
}

/// Why there is no intent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassifierError {
    /// The classifier answered something else than an intent.
    #[error("the classifier answered no intent: {0}")]
    Mistaken(ClassificationMistake),
    /// The model gave no reply.
    #[error(transparent)]
    Model(#[from] ChatError),
}

/// What is wrong with a classifier's answer, in words that it can act on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassificationMistake {
    /// Not the JSON that was asked for.
    #[error(
        "the reply must be one whole JSON object with the members `intent` and `confidence` and no others"
    )]
    Json,
    /// A name that is not on the list.
    #[error("`intent` must be one of the listed names")]
    Intent,
    /// Not between 0 and 1.
    #[error("`confidence` must be a number between 0 and 1")]
    Confidence,
}
