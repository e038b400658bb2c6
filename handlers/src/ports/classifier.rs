//! Tells what a customer wants.

use std::time::Instant;

use async_trait::async_trait;
use ferrovia::language_model::ChatError;

use crate::domain::{Intent, MessageText};

/// Names the intent of a message.
#[async_trait]
pub trait Classifier: Send + Sync {
    /// The intent.
    ///
    /// # Errors
    /// [`ChatError`]; [`ChatError::Malformed`] means that what was answered is no intent, even after the mistake was
    /// told.
    async fn classify(&self, classification: &Classification<'_>) -> Result<Intent, ChatError>;
}

/// A message to be classified.
#[derive(Clone, Copy, Debug)]
pub struct Classification<'a> {
    /// What the customer wrote.
    pub text: &'a MessageText,
    /// When the intent must be there.
    pub deadline: Instant,
}
