//! A status in, a page of the tenant's hand-overs out.

use super::PageRequest;
use crate::domain::{ForeignCursor, Handover, HandoverId, HandoverStatus, ListName, Page, TenantId};
use crate::ports::{HandoverError, HandoverPage, HandoverStore};

/// Why there is no page of hand-overs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListHandoversError {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] ForeignCursor),
    /// They cannot be had.
    #[error(transparent)]
    Store(#[from] HandoverError),
}

/// A page of the tenant's hand-overs, the one that was asked for first before the others.
///
/// # Errors
/// [`ListHandoversError`].
pub async fn list_handovers(
    store: &dyn HandoverStore,
    tenant_id: TenantId,
    status: Option<HandoverStatus>,
    request: PageRequest,
) -> Result<Page<Handover>, ListHandoversError> {
    let list = ListName::handovers(tenant_id, status);
    let range = request.range(&list, |position| Some(HandoverId::from(position)))?;
    let page = HandoverPage {
        tenant_id,
        status,
        after: range.after,
        limit: u32::try_from(range.limit).unwrap_or(u32::MAX),
    };
    let found = store.list(&page).await?;
    Ok(request.page(&list, found, |handover| handover.id.uuid()))
}
