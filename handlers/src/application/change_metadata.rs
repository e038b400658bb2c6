//! New notes on a conversation in, the conversation with them out.

use crate::domain::{Conversation, ConversationId, Metadata, TenantId};
use crate::ports::{AnnotateError, ConversationStore};

/// Puts `metadata` in the place of what is noted about a conversation, if it still has the version that the client
/// saw.
///
/// # Errors
/// [`AnnotateError`]; nothing is changed then.
pub async fn change_metadata(
    conversations: &dyn ConversationStore,
    tenant_id: TenantId,
    id: ConversationId,
    metadata: &Metadata,
    expected: Option<&[u32]>,
) -> Result<Conversation, AnnotateError> {
    conversations.annotate(tenant_id, id, metadata, expected).await
}
