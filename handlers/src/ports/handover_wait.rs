//! Waits for agents: longer than any process lives.

use async_trait::async_trait;
use ferrovia::TaskTokenValue;

use super::HandoverOf;
use crate::domain::HandoverOutcome;

/// Begins to wait for an agent.
#[async_trait]
pub trait HandoverWait: Send + Sync {
    /// Sees to it that the hand-over ends, if not by an agent, then when its time is over. Called again, it is the same
    /// wait.
    ///
    /// # Errors
    /// [`WaitError`].
    async fn begin(&self, of: HandoverOf) -> Result<(), WaitError>;
}

/// Ends waits for agents.
#[async_trait]
pub trait HandoverAnswer: Send + Sync {
    /// Tells the step that waits what came of it. One that waits no longer is told nothing, and that is no error.
    ///
    /// # Errors
    /// [`WaitError`].
    async fn answer(&self, token: &TaskTokenValue, outcome: HandoverOutcome) -> Result<(), WaitError>;
}

/// Why a wait did not begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WaitError {
    /// Who waits cannot be reached: later it may work.
    #[error("the wait cannot be reached")]
    Unavailable,
    /// It never works: a defect of ours.
    #[error("the wait is refused")]
    Refused,
}
