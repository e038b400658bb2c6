//! Hand-over that nobody waits for any more in, how it ended out.

use super::wait_for_agent::PendingHandover;
use crate::adapters::resources::{Conversations, Handovers, Messages, Outbox};
use crate::domain::{HandoverRefusal, HandoverStatus};
use crate::ports::{AccessError, HandoverError, HandoverStore, StoreFault};
use ferrovia::{Append, Capability, HandlerError, Port, Update, handler};

/// Hand-overs that may have to end by themselves.
#[derive(Capability)]
pub struct EndingHandovers {
    conversations: Update<Conversations>,
    messages: Update<Messages>,
    handovers: Update<Handovers>,
    outbox: Append<Outbox>,
    store: Port<dyn HandoverStore>,
}

/// Why a hand-over did not end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum EndHandoverError {
    /// There is no such hand-over: it was erased meanwhile.
    #[error("the hand-over does not exist")]
    Unknown,
    /// The database is away, slow or contended.
    #[error("the hand-over cannot be ended right now")]
    #[retry(max_attempts = 10, interval = "2s", max_delay = "5m")]
    Unavailable,
    /// The database refuses what we send.
    #[error("the hand-over cannot be ended")]
    Defect,
}

impl From<HandoverError> for EndHandoverError {
    fn from(error: HandoverError) -> Self {
        match error {
            HandoverError::Unknown => Self::Unknown,
            HandoverError::Access(AccessError::Store(
                StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended,
            )) => Self::Unavailable,
            HandoverError::Refused(
                HandoverRefusal::Taken | HandoverRefusal::NotAccepted | HandoverRefusal::Over,
            )
            | HandoverError::Access(
                AccessError::UnknownTenant
                | AccessError::TenantSuspended
                | AccessError::Store(StoreFault::Defect),
            ) => Self::Defect,
        }
    }
}

/// Gives the conversation back to the assistant, unless an agent has ended the hand-over.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn end_handover(
    pending: PendingHandover,
    handovers: EndingHandovers,
) -> Result<HandoverStatus, EndHandoverError> {
    Ok(handovers.store.end(pending.into()).await?.status)
}
