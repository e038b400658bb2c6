//! A conversation's id in, the conversation as it stands now out.

use crate::domain::{Conversation, ConversationId, TenantId};
use crate::ports::{ConversationReader, FindError};

/// A conversation.
///
/// # Errors
/// [`FindError`].
pub async fn get_conversation(
    conversations: &dyn ConversationReader,
    tenant_id: TenantId,
    id: ConversationId,
) -> Result<Conversation, FindError> {
    conversations.conversation(tenant_id, id).await
}
