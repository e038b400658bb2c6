//! A conversation that a person is wanted for in, its hand-over out.

use crate::domain::Handover;
use crate::ports::{HandoverOf, HandoverStore, HandoverWait, NewHandover, RequestHandoverError, WaitError};

/// Why nobody was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandOverError {
    /// The conversation was not handed over.
    #[error(transparent)]
    Request(#[from] RequestHandoverError),
    /// It was, but nobody sees to its end yet: asked for again, it is the same hand-over.
    #[error(transparent)]
    Wait(#[from] WaitError),
}

/// Puts a conversation into the agents' queue, and sees to it that it leaves the queue again. The conversation first:
/// from then on no answer of the assistant is stored, whatever happens to the wait.
///
/// # Errors
/// [`HandOverError`].
pub async fn request_handover(
    store: &dyn HandoverStore,
    wait: &dyn HandoverWait,
    handover: &NewHandover,
) -> Result<Handover, HandOverError> {
    let tenant_id = handover.tenant_id;
    let handover = store.request(handover).await?;
    if handover.status.is_live() {
        let id = handover.id;
        wait.begin(HandoverOf { tenant_id, id }).await?;
    }
    Ok(handover)
}
