//! A filter in, a page of the tenant's conversations out.

use super::PageRequest;
use crate::domain::{
    Conversation, ConversationFilter, ConversationId, ForeignCursor, ListName, Page, TenantId,
};
use crate::ports::{AccessError, ConversationReader};

/// Why there is no page of conversations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListConversationsError {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] ForeignCursor),
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

/// A page of the tenant's conversations, by the time they were made.
///
/// # Errors
/// [`ListConversationsError`].
pub async fn list_conversations(
    conversations: &dyn ConversationReader,
    tenant_id: TenantId,
    filter: &ConversationFilter,
    request: PageRequest,
) -> Result<Page<Conversation>, ListConversationsError> {
    let list = ListName::conversations(tenant_id, filter, request.order);
    let range = request.range(&list, |position| Some(ConversationId::from(position)))?;
    let found = conversations.conversations(tenant_id, filter, range).await?;
    Ok(request.page(&list, found, |conversation| conversation.id.uuid()))
}
