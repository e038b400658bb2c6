//! A case in, what production makes of it out: the same use cases over the same adapters. Whatever of the platform's
//! own these need is named here and nowhere else in this crate.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use ferrovia::Prompts as _;
use ferrovia::language_model::{ChatError, ChatModel};
use handlers::adapters::outbound::{
    Chain, CircuitsInMemory, ModelAssistant, ModelClassifier, SystemClock, Terms,
};
use handlers::application;
use handlers::domain::{
    AnswerPolicy, AnswerPrompt, GuardAction, Inspected, Intent, MessageText, Outcome, Reply, Suspicion,
};
use handlers::ports::{Drafted, Guard, Inspection, Question};

use crate::case::Case;

/// What one request may take. Longer than a customer waits: a slow model is seen by its latency, not by its absence.
const PATIENCE: Terms = Terms {
    timeout: Duration::from_secs(60),
    min_useful: Duration::ZERO,
    reserve: Duration::ZERO,
};

/// Always the same, so that a cassette knows the request again; of the form of a real one, so that whoever leaks is caught.
const CANARY: &str = "ponmlkjihgfedcbaabcdefghijklmnop";

/// A version of the prompt that answers.
pub type Prompt = ferrovia::Prompt<AnswerPrompt>;

/// The one that most conversations get.
pub const CURRENT: Prompt = AnswerPrompt::BUILT_IN;

/// All of them.
pub fn answer_prompts() -> impl Iterator<Item = Prompt> {
    AnswerPrompt::FILES
        .iter()
        .filter_map(|file| Prompt::version(file.version))
}

/// Lets everything pass: what is judged is what prompt and model do. How much of that the guardrails let through is
/// another figure, `evals -- guards`.
struct Unguarded;

#[async_trait]
impl Guard for Unguarded {
    fn suspicion(&self, _: &MessageText) -> Suspicion {
        Suspicion::default()
    }

    async fn inspect(&self, draft: &Drafted<'_>) -> Inspection {
        Inspection {
            inspected: Inspected {
                action: GuardAction::Pass,
                violations: Vec::new(),
            },
            mistakes: Vec::new(),
            redacted: draft.text.as_str().to_owned(),
        }
    }
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
        let circuits = CircuitsInMemory::new(Arc::new(SystemClock));
        let classifier = ModelClassifier(self.chain(&circuits));
        let patience = PATIENCE.timeout;
        let classified =
            application::classify_intent(&classifier, &SystemClock, &case.input, patience).await?;
        Ok(classified.intent)
    }

    /// What the customer would read, were there no guard.
    ///
    /// # Errors
    /// [`ChatError`] if the model gave no reply.
    pub async fn answer(&self, case: &Case, intent: Intent) -> Result<Reply, ChatError> {
        let circuits = CircuitsInMemory::new(Arc::new(SystemClock));
        let assistant = ModelAssistant {
            model: self.chain(&circuits),
            prompt: self.prompt,
            choice: None,
            canary: CANARY.to_owned(),
        };
        let question = Question {
            text: &case.input,
            intent,
            history: &case.history,
            policy: &AnswerPolicy::default(),
            locale: case.locale.as_ref(),
            deadline: Instant::now() + PATIENCE.timeout,
        };
        let replied = application::generate_reply(&assistant, &Unguarded, &question).await?;
        Ok(replied.reply)
    }

    /// The model alone, with a circuit of its own: one case's failures are not another's.
    fn chain<'a>(&self, circuits: &'a CircuitsInMemory) -> Chain<'a> {
        let links = PATIENCE.links(&[Arc::clone(&self.model)]);
        Chain::new(links, PATIENCE.reserve, &SystemClock, circuits)
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
