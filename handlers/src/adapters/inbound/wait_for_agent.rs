//! Hand-over in, nothing out, up to a day later: an agent has settled it.

use crate::adapters::resources::Handovers;
use crate::domain::{HandoverId, HandoverRefusal, TenantId};
use crate::ports::{AccessError, HandoverError, HandoverOf, HandoverStore, StoreFault};
use ferrovia::{Capability, HandlerError, Port, TaskToken, Update, data, handler};

/// A hand-over that somebody is to see to.
#[data]
#[derive(Copy, Eq)]
pub struct PendingHandover {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The hand-over.
    pub handover_id: HandoverId,
}

impl From<HandoverOf> for PendingHandover {
    fn from(HandoverOf { tenant_id, id }: HandoverOf) -> Self {
        Self {
            tenant_id,
            handover_id: id,
        }
    }
}

impl From<PendingHandover> for HandoverOf {
    fn from(pending: PendingHandover) -> Self {
        Self {
            tenant_id: pending.tenant_id,
            id: pending.handover_id,
        }
    }
}

/// Hand-overs, to keep the tokens of those who wait.
#[derive(Capability)]
pub struct AwaitedHandovers {
    handovers: Update<Handovers>,
    store: Port<dyn HandoverStore>,
}

/// Why no agent is waited for, or none came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum WaitForAgentError {
    /// No agent ended the hand-over in time.
    #[error("no agent ended the hand-over in time")]
    #[timeout]
    TimedOut,
    /// An agent gave the conversation back to the assistant.
    #[error("an agent gave the conversation back")]
    GivenBack,
    /// The hand-over has ended before the wait began: an agent was quicker.
    #[error("the hand-over has ended already")]
    Over,
    /// There is no such hand-over: it was erased meanwhile.
    #[error("the hand-over does not exist")]
    Unknown,
    /// The database is away, slow or contended.
    #[error("the token cannot be kept right now")]
    #[retry(max_attempts = 5, interval = "1s", max_delay = "30s")]
    Unavailable,
    /// The database refuses what we send.
    #[error("the token cannot be kept")]
    Defect,
}

impl From<HandoverError> for WaitForAgentError {
    fn from(error: HandoverError) -> Self {
        match error {
            HandoverError::Unknown => Self::Unknown,
            HandoverError::Refused(
                HandoverRefusal::Over | HandoverRefusal::Taken | HandoverRefusal::NotAccepted,
            ) => Self::Over,
            HandoverError::Access(AccessError::Store(
                StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended,
            )) => Self::Unavailable,
            // A wait is nobody's request: none of these is said of it.
            HandoverError::Access(
                AccessError::UnknownTenant
                | AccessError::TenantSuspended
                | AccessError::Store(StoreFault::Defect),
            ) => Self::Defect,
        }
    }
}

/// Waits until an agent has settled the matter, for a day at most.
#[handler(wait = "24h", timeout = "5s", memory_mb = 256)]
pub async fn wait_for_agent(
    pending: PendingHandover,
    token: TaskToken<()>,
    handovers: AwaitedHandovers,
) -> Result<(), WaitForAgentError> {
    handovers.store.keep_token(pending.into(), token.value()).await?;
    Ok(())
}
