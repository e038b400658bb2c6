//! Question and history in, reply out.

use super::{ChainParts, ModelError};
use crate::adapters::outbound::{ModelAssistant, Terms};
use crate::adapters::resources::{AnswerModel, PlatformFlags};
use crate::application;
use crate::domain::{
    AnswerPolicy, AnswerPrompt, ConversationId, Flag, FlagDefaults, History, Intent, Locale, MessageText,
    Replied, Rollouts, Timestamp,
};
use crate::ports::{Guard, Question};
use ferrovia::{Invoke, Port, Prompt, Read, data, handler};
use ferrovia_guardrails::output::canary;
use std::time::Duration;
use uuid::Uuid;

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
    /// The conversation: which variants of flags it gets follows from its id.
    pub conversation_id: ConversationId,
    /// What the tenant says of feature flags.
    pub rollouts: Rollouts,
    /// What the tenant wants of answers.
    pub policy: AnswerPolicy,
    /// The language to answer in; the customer's own if absent.
    pub locale: Option<Locale>,
    /// When the customer's patience ends.
    pub answer_by: Timestamp,
}

/// Has a language model answer, knowing what was said before; what the guard rejects, nobody reads.
#[handler(timeout = "16s", memory_mb = 256)]
pub async fn generate_reply(
    ask: Ask,
    model: Invoke<AnswerModel>,
    flags: Read<PlatformFlags>,
    guard: Port<dyn Guard>,
    parts: ChainParts,
) -> Result<Replied, ModelError> {
    let deadline = parts.deadline(BUDGET, ask.answer_by);
    let operators = flags.document().await;
    tell_unknown(&operators, &ask.rollouts);
    let choice = Flag::PromptAnswer.choose(&operators, &ask.rollouts, ask.conversation_id);
    let assistant = ModelAssistant {
        model: parts.chain(&model, Terms::ANSWER),
        prompt: Prompt::version(choice.variant).unwrap_or(AnswerPrompt::BUILT_IN),
        choice: Some(choice),
        canary: canary(Uuid::new_v4().into_bytes()),
    };
    let question = Question {
        text: &ask.text,
        intent: ask.intent,
        history: &ask.history,
        policy: &ask.policy,
        locale: ask.locale.as_ref(),
        deadline,
    };
    Ok(application::generate_reply(&assistant, &*guard, &question).await?)
}

/// What is said of flags and variants that this version of the platform does not have decides nothing: whoever said it is to know.
fn tell_unknown(operators: &FlagDefaults, tenants: &Rollouts) {
    for key in operators.unknown() {
        tracing::warn!(
            key,
            "an operator speaks of a flag that this version does not know"
        );
    }
    for flag in Flag::ALL {
        let of_operators = operators.of(flag).and_then(|said| said.rollout.as_ref());
        for variant in of_operators
            .into_iter()
            .chain(tenants.of(flag))
            .flat_map(|said| flag.unknown(said))
        {
            tracing::warn!(
                key = flag.key(),
                variant,
                "a roll-out names a variant that this version does not have: its share goes to who speaks next"
            );
        }
    }
}
