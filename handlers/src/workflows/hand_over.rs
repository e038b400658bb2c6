//! A hand-over that was asked for in, how it ended out.

use crate::adapters::inbound::end_handover::{EndHandoverError, end_handover};
use crate::adapters::inbound::wait_for_agent::{PendingHandover, WaitForAgentError, wait_for_agent};
use crate::domain::HandoverStatus;
use ferrovia::{HandlerError, workflow};

/// Why a hand-over has no end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum HandOverFailure {
    /// The wait could not begin.
    #[error(transparent)]
    Wait(#[from] WaitForAgentError),
    /// The end could not be stored.
    #[error(transparent)]
    End(#[from] EndHandoverError),
}

/// Waits for an agent, and gives the conversation back to the assistant if none has ended the hand-over in time.
#[workflow(kind = "standard", timeout = "2d")]
pub async fn hand_over(pending: PendingHandover) -> Result<HandoverStatus, HandOverFailure> {
    match wait_for_agent(pending).await {
        Ok(_) => {}
        Err(WaitForAgentError::GivenBack) => {}
        Err(WaitForAgentError::TimedOut) => {}
        // Ended before the wait began: the execution's own business is only to tell how.
        Err(WaitForAgentError::Over) => {}
        // Erased with its customer, or settled and deleted: nothing has gone wrong.
        Err(WaitForAgentError::Unknown) => return Ok(HandoverStatus::Expired),
        Err(other) => return Err(other.into()),
    }
    match end_handover(pending).await {
        Ok(status) => Ok(status),
        Err(EndHandoverError::Unknown) => Ok(HandoverStatus::Expired),
        Err(other) => Err(other.into()),
    }
}
