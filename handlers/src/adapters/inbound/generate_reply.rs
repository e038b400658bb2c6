//! Question and history in, reply out.

use super::{ChainParts, ModelError};
use crate::adapters::outbound::{ModelAssistant, Terms};
use crate::adapters::resources::{AnswerModel, PlatformFlags};
use crate::application;
use crate::domain::{
    ConversationId, Flag, History, Intent, Locale, MessageText, Prompt, Replied, Rollouts, Timestamp,
};
use crate::ports::Question;
use ferrovia::{Invoke, Read, data, handler};
use std::time::Duration;

/// What an answer may take of the time a customer waits, if that much is left.
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
    /// When the customer's patience ends.
    pub answer_by: Timestamp,
}

/// Has a language model answer, knowing what was said before.
#[handler(timeout = "16s", memory_mb = 256)]
pub async fn generate_reply(
    ask: Ask,
    model: Invoke<AnswerModel>,
    flags: Read<PlatformFlags>,
    parts: ChainParts,
) -> Result<Replied, ModelError> {
    let deadline = parts.deadline(BUDGET, ask.answer_by);
    let operators = flags.document().await;
    for key in operators.unknown() {
        tracing::warn!(
            key,
            "an operator speaks of a flag that this version does not know"
        );
    }
    let concise = Flag::ConciseAnswers.is_on(&operators, &ask.rollouts, ask.conversation_id);
    let assistant = ModelAssistant {
        model: parts.chain(&model, Terms::ANSWER),
        prompt: if concise {
            Prompt::CONCISE_ANSWER
        } else {
            Prompt::ANSWER
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
