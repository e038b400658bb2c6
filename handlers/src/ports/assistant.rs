//! Answers customers.

use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::language_model::ChatError;

use crate::domain::{AnswerPolicy, History, Intent, Locale, MessageText, PromptVersion, TokenUsage};

/// Drafts answers.
#[async_trait]
pub trait Assistant: Send + Sync {
    /// The prompt that it answers by.
    fn prompt(&self) -> PromptVersion;

    /// Drafts an answer to `question`, as advised.
    ///
    /// # Errors
    /// [`ChatError`]; [`ChatError::ContentFiltered`] means that it declines.
    async fn answer(&self, question: &Question<'_>, advice: &Advice) -> Result<Draft, ChatError>;
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
    /// What the tenant wants of it.
    pub policy: &'a AnswerPolicy,
    /// The language to answer in; the customer's own if absent.
    pub locale: Option<&'a Locale>,
    /// When the draft must be there.
    pub deadline: Instant,
}

/// What the guard says before a draft is made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// Whether to take no chances: the question looks like an attack.
    pub cautious: bool,
    /// What was wrong with the draft before; each a clause without its subject.
    pub mistakes: Vec<&'static str>,
}

/// What a model was told besides the conversation: nothing that a customer should read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instructions {
    /// All of it, but for the tenant's facts.
    pub text: String,
    /// A word in it that nobody would write by chance.
    pub canary: String,
    /// What it tells and no answer may, besides what looks like that.
    pub confidential: &'static [&'static str],
    /// What it tells and every answer may.
    pub public: &'static [&'static str],
}

/// What a model said, before it becomes a [`Reply`](crate::domain::Reply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// As the model wrote it; of any length.
    pub text: String,
    /// What it was told.
    pub instructions: Instructions,
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
