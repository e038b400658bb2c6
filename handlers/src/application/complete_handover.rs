//! An agent's last word in, the ended hand-over out.

use crate::domain::Handover;
use crate::ports::{Completed, Completion, HandoverAnswer, HandoverError, HandoverStore, WaitError};

/// Why a hand-over was not ended, or not to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CompleteError {
    /// It was not ended.
    #[error(transparent)]
    Store(#[from] HandoverError),
    /// It was, but the step that waits was not told: ended once more in the same way, it is told then. If it never is,
    /// it waits until its time is over, and finds the hand-over ended.
    #[error(transparent)]
    Wait(#[from] WaitError),
}

/// Ends a hand-over in the agent's name. The store decides, once; the step that waits is told afterwards.
///
/// # Errors
/// [`CompleteError`].
pub async fn complete_handover(
    store: &dyn HandoverStore,
    answers: &dyn HandoverAnswer,
    completion: &Completion,
) -> Result<Handover, CompleteError> {
    let Completed { handover, token } = store.complete(completion).await?;
    if let Some(token) = token {
        answers.answer(&token, completion.outcome).await?;
    }
    Ok(handover)
}
