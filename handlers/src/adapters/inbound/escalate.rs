//! Message whose writer wants a person in, the hand-over out.

use super::request_handover::OpenConversations;
use crate::application::{self, HandOverError};
use crate::domain::{ConversationId, HandoverId, MessageId, Remark, TenantId};
use crate::ports::{AccessError, NewHandover, RequestHandoverError, StoreFault, WaitError};
use crate::workflows::hand_over::hand_over;
use ferrovia::{HandlerError, Start, data, handler};

/// Why, for the agent who reads it.
const REASON: &str = "The customer asks for a person.";

/// A message whose writer wants a person.
#[data]
pub struct WantsPerson {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The message.
    pub message_id: MessageId,
}

/// Why nobody was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum EscalateError {
    /// The database is away, slow or contended, or the wait cannot begin. Tried again, it is the same hand-over.
    #[error("the conversation cannot be handed over right now")]
    #[retry(max_attempts = 2, interval = "1s", max_delay = "3s")]
    Unavailable,
    /// The conversation is resolved, or was erased meanwhile; or its tenant may not use the platform any more.
    #[error("there is no conversation to hand over")]
    Gone,
    /// A defect of ours.
    #[error("the conversation cannot be handed over")]
    Defect,
}

impl From<HandOverError> for EscalateError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::Request(
                RequestHandoverError::UnknownConversation
                | RequestHandoverError::ConversationResolved
                | RequestHandoverError::Access(AccessError::UnknownTenant | AccessError::TenantSuspended),
            ) => Self::Gone,
            HandOverError::Request(RequestHandoverError::Access(AccessError::Store(
                StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended,
            )))
            | HandOverError::Wait(WaitError::Unavailable) => Self::Unavailable,
            HandOverError::Request(RequestHandoverError::Access(AccessError::Store(StoreFault::Defect)))
            | HandOverError::Wait(WaitError::Refused) => Self::Defect,
        }
    }
}

/// Hands a message's conversation to a person, because the customer asks for one.
#[handler(timeout = "8s", memory_mb = 256)]
pub async fn escalate(
    message: WantsPerson,
    open: OpenConversations,
    waiting: Start<hand_over>,
) -> Result<HandoverId, EscalateError> {
    let handover = NewHandover {
        tenant_id: message.tenant_id,
        id: message.message_id.handover(),
        conversation_id: message.conversation_id,
        reason: reason().ok_or(EscalateError::Defect)?,
    };
    Ok(application::request_handover(&*open.store, &waiting, &handover)
        .await?
        .id)
}

/// Ours, and so always valid.
fn reason() -> Option<Remark> {
    REASON.parse().ok()
}
