//! A stored message in, its stored answer out.

use crate::adapters::inbound::ModelError;
use crate::adapters::inbound::classify_intent::{Classify, classify_intent};
use crate::adapters::inbound::escalate::{EscalateError, WantsPerson, escalate};
use crate::adapters::inbound::generate_reply::{Ask, generate_reply};
use crate::adapters::inbound::load_history::{HistoryError, HistoryOf, load_history};
use crate::adapters::inbound::publish_answered::{Announce, EventError, publish_answered};
use crate::adapters::inbound::save_turn::{SaveError, save_turn};
use crate::domain::{AcceptedMessage, Answering, IntentName, NewAnswer, Timings};
use ferrovia::{HandlerError, workflow};

/// Why a message has no answer. It is stored all the same.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum AnswerError {
    /// No language model replied.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// What was said before could not be read.
    #[error(transparent)]
    History(#[from] HistoryError),
    /// The customer wants a person, and none could be asked.
    #[error(transparent)]
    Escalate(#[from] EscalateError),
    /// The answer could not be stored.
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// Answers one customer message, or has a person answer it.
#[workflow(kind = "express", timeout = "25s")]
pub async fn answer_message(message: AcceptedMessage) -> Result<Answering, AnswerError> {
    let (classified, recalled) = join!(
        classify_intent(Classify { text: message.text }),
        load_history(HistoryOf {
            tenant_id: message.tenant_id,
            conversation_id: message.conversation_id,
            before: message.sequence,
        }),
    )?;
    if classified.intent.name == IntentName::Human {
        escalate(WantsPerson {
            tenant_id: message.tenant_id,
            conversation_id: message.conversation_id,
            message_id: message.id,
        })
        .await?;
        return Ok(Answering::HandedOver(classified.intent));
    }
    let replied = generate_reply(Ask {
        text: message.text,
        intent: classified.intent,
        history: recalled.history,
        conversation_id: message.conversation_id,
        rollouts: recalled.rollouts,
        policy: recalled.policy,
        locale: message.locale,
        answer_by: classified.answer_by,
    })
    .await?;
    let answer = match save_turn(NewAnswer {
        tenant_id: message.tenant_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
        intent: classified.intent,
        reply: replied.reply,
        timings: Timings {
            classify_ms: classified.took_ms,
            history_ms: recalled.took_ms,
            answer_ms: replied.took_ms,
        },
    })
    .await
    {
        Ok(answer) => answer,
        // Handed over while the model was thinking: a person answers, and nobody else.
        Err(SaveError::HeldByHuman) => return Ok(Answering::HandedOver(classified.intent)),
        Err(other) => return Err(other.into()),
    };
    match publish_answered(Announce {
        tenant_id: message.tenant_id,
        answer,
    })
    .await
    {
        Ok(_) => Ok(Answering::Answered(answer)),
        // The event is in the outbox, from where it is published later: the customer need not wait for that.
        Err(EventError::Unavailable) => Ok(Answering::Answered(answer)),
        Err(EventError::Refused) => Ok(Answering::Answered(answer)),
    }
}
