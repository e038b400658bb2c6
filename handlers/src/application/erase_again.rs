//! The event of an erasure in; the same erasure once more, if a backup has undone it.

use crate::domain::CustomerErased;
use crate::ports::{Ids, PrivacyStore, PrivacyWork, StoreFault, WaitError};

/// Why a customer may still be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EraseAgainError {
    /// Whether they are there is not known, or the request was not kept.
    #[error(transparent)]
    Store(#[from] StoreFault),
    /// The request was kept, but nobody carries it out yet: told of it again, it is the same request.
    #[error(transparent)]
    Work(#[from] WaitError),
}

/// Has a customer erased who was erased before and is there again. Mostly nobody is: the event comes right after the erasure,
/// too.
///
/// # Errors
/// [`EraseAgainError`].
pub async fn erase_again(
    store: &dyn PrivacyStore,
    work: &dyn PrivacyWork,
    ids: &dyn Ids,
    erased: &CustomerErased,
) -> Result<(), EraseAgainError> {
    let Some(of) = store.erase_again(erased, ids.next().into()).await? else {
        return Ok(());
    };
    let (again, first) = (of.id, erased.privacy_request_id);
    tracing::warn!(%again, %first, "a customer who was erased is there again, and is erased once more");
    work.begin(of).await?;
    Ok(())
}
