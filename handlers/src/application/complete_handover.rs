//! An agent's last word in, the ended hand-over out.

use crate::domain::Handover;
use crate::ports::{Completed, Completion, HandoverAnswer, HandoverError, HandoverStore};

/// Ends a hand-over in the agent's name. The store decides, once; the step that waits is told afterwards. If it cannot
/// be told, it waits until its time is over and finds the hand-over ended.
///
/// # Errors
/// [`HandoverError`].
pub async fn complete_handover(
    store: &dyn HandoverStore,
    answers: &dyn HandoverAnswer,
    completion: &Completion,
) -> Result<Handover, HandoverError> {
    let Completed { handover, token } = store.complete(completion).await?;
    if let Some(token) = token
        && let Err(error) = answers.answer(&token, completion.outcome).await
    {
        tracing::warn!(handover_id = %handover.id, %error, "the step that waits was not told");
    }
    Ok(handover)
}
