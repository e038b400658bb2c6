//! Answers customers.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::language_model::ChatError;

use crate::domain::{History, Intent, Locale, MessageText, PromptVersion, TokenUsage};

/// Drafts answers.
#[async_trait]
pub trait Assistant: Send + Sync {
    /// The prompt that it answers by.
    fn prompt(&self) -> PromptVersion;

    /// Drafts an answer to `question`.
    ///
    /// # Errors
    /// [`ChatError`]; [`ChatError::ContentFiltered`] means that it declines.
    async fn answer(&self, question: &Question<'_>) -> Result<Draft, ChatError>;
}

/// What the assistant needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// What the customer wrote.
    pub text: &'a MessageText,
    /// What the customer wants.
    pub intent: Intent,
    /// What was said before.
    pub history: &'a History,
    /// The language to answer in; the customer's own if absent.
    pub locale: Option<&'a Locale>,
    /// When the draft must be there.
    pub deadline: Instant,
}

/// What a model said, before it becomes a [`Reply`](crate::domain::Reply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// As the model wrote it; of any length.
    pub text: String,
    /// Whether the model was cut off in the middle.
    pub cut_off: bool,
    /// The model, in its provider's words.
    pub model: String,
    /// How many models were tried in vain before.
    pub fallbacks: u32,
    /// Absent where the provider does not count.
    pub usage: Option<TokenUsage>,
    /// How long the model took.
    pub latency: Duration,
}
