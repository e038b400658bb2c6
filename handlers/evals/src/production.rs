//! A case in, what production makes of it out: the same use cases over the same adapters. Whatever of the platform's
//! own these need is named here and nowhere else in this crate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ferrovia::Prompts as _;
use ferrovia::language_model::{ChatError, ChatModel};
use handlers::adapters::outbound::{Fallback, ModelAssistant, ModelClassifier};
use handlers::application;
use handlers::domain::{AnswerPrompt, Intent, Outcome, Reply};
use handlers::ports::Question;

use crate::case::Case;

/// What one request may take. Longer than a customer waits: a slow model is seen by its latency, not by its absence.
const PATIENCE: Duration = Duration::from_secs(60);

/// A version of the prompt that answers.
pub type Prompt = ferrovia::Prompt<AnswerPrompt>;

/// The one that most conversations get.
pub const CURRENT: Prompt = AnswerPrompt::V0_1_0;

/// All of them.
pub fn answer_prompts() -> impl Iterator<Item = Prompt> {
    AnswerPrompt::FILES
        .iter()
        .filter_map(|file| Prompt::version(file.version))
}

/// What the platform runs with.
#[derive(Clone)]
pub struct Platform {
    /// The model that sorts and answers.
    pub model: Arc<dyn ChatModel>,
    /// What it answers by.
    pub prompt: Prompt,
}

impl Platform {
    /// With the prompt that most conversations get.
    #[must_use]
    pub fn new(model: Arc<dyn ChatModel>) -> Self {
        Self {
            model,
            prompt: CURRENT,
        }
    }

    /// What the customer wants.
    ///
    /// # Errors
    /// [`ChatError`] if the model gave no reply.
    pub async fn classify(&self, case: &Case) -> Result<Intent, ChatError> {
        let classifier = ModelClassifier(self.chain());
        let deadline = Instant::now() + PATIENCE;
        let classified = application::classify_intent(&classifier, &case.input, deadline).await?;
        Ok(classified.intent)
    }

    /// What the customer reads.
    ///
    /// # Errors
    /// [`ChatError`] if the model gave no reply.
    pub async fn answer(&self, case: &Case, intent: Intent) -> Result<Reply, ChatError> {
        let assistant = ModelAssistant {
            model: self.chain(),
            prompt: self.prompt,
        };
        let question = Question {
            text: &case.input,
            intent,
            history: &case.history,
            locale: case.locale.as_ref(),
            deadline: Instant::now() + PATIENCE,
        };
        let replied = application::generate_reply(&assistant, &question).await?;
        Ok(replied.reply)
    }

    fn chain(&self) -> Fallback {
        Fallback::new([Arc::clone(&self.model)].into())
    }
}

/// Whether a model or its provider's filter declined.
#[must_use]
pub const fn declined(reply: &Reply) -> bool {
    match reply.outcome {
        Outcome::Refused => true,
        Outcome::Answered => false,
    }
}
