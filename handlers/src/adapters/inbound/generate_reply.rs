//! Question and history in, reply out.

use super::ModelError;
use crate::adapters::outbound::{Fallback, ModelAssistant};
use crate::adapters::resources::{AnswerModel, PlatformFlags};
use crate::application;
use crate::domain::{
    AnswerPrompt, ConversationId, Flag, History, Intent, Locale, MessageText, Replied, Rollouts,
};
use crate::ports::Question;
use ferrovia::{Invoke, Read, data, handler};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What an answer may take of the time a customer waits.
const BUDGET: Duration = Duration::from_secs(14);

/// A question to be answered.
#[data]
pub struct Ask {
    /// What the customer wrote.
    pub text: MessageText,
    /// What the customer wants.
    pub intent: Intent,
    /// What was said before.
    pub history: History,
    /// The conversation: which flags are on in it follows from its id.
    pub conversation_id: ConversationId,
    /// What the tenant says of feature flags.
    pub rollouts: Rollouts,
    /// The language to answer in; the customer's own if absent.
    pub locale: Option<Locale>,
}

/// Has a language model answer, knowing what was said before.
#[handler(timeout = "16s", memory_mb = 256)]
pub async fn generate_reply(
    ask: Ask,
    model: Invoke<AnswerModel>,
    flags: Read<PlatformFlags>,
) -> Result<Replied, ModelError> {
    let deadline = Instant::now() + BUDGET;
    let operators = flags.document().await;
    for key in operators.unknown() {
        tracing::warn!(
            key,
            "an operator speaks of a flag that this version does not know"
        );
    }
    let concise = Flag::ConciseAnswers.is_on(&operators, &ask.rollouts, ask.conversation_id);
    let assistant = ModelAssistant {
        model: Fallback::new(Arc::clone(&model)),
        prompt: if concise {
            AnswerPrompt::V0_2_0
        } else {
            AnswerPrompt::V0_1_0
        },
    };
    let question = Question {
        text: &ask.text,
        intent: ask.intent,
        history: &ask.history,
        locale: ask.locale.as_ref(),
        deadline,
    };
    Ok(application::generate_reply(&assistant, &question).await?)
}
