//! A conversation in, a page of what was said in it out.

use uuid::Uuid;

use super::PageRequest;
use crate::domain::{ConversationId, ForeignCursor, ListName, Page, TenantId, Utterance};
use crate::ports::{FindError, MessageReader};

/// Why there is no page of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListMessagesError {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] ForeignCursor),
    /// There is no such conversation, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindError),
}

/// A page of what was said in a conversation, by sequence.
///
/// # Errors
/// [`ListMessagesError`].
pub async fn list_messages(
    messages: &dyn MessageReader,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    request: PageRequest,
) -> Result<Page<Utterance>, ListMessagesError> {
    let list = ListName::messages(tenant_id, conversation_id, request.order);
    let range = request.range(&list, |position| u32::try_from(position.as_u128()).ok())?;
    let found = messages.said(tenant_id, conversation_id, range).await?;
    Ok(request.page(&list, found, |said| Uuid::from_u128(said.sequence.into())))
}
