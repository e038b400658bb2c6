//! A customer in, a conversation of theirs, still without messages, out.

use crate::domain::{Conversation, ConversationId, CustomerId, ExternalId, Metadata, TenantId};
use crate::ports::{AccessError, ConversationStore, Ids, NewConversation};

/// Makes a conversation, and enters its customer if they are new.
///
/// # Errors
/// [`AccessError`]; nothing is stored then.
pub async fn create_conversation(
    conversations: &dyn ConversationStore,
    ids: &dyn Ids,
    tenant_id: TenantId,
    customer: ExternalId,
    metadata: Metadata,
) -> Result<Conversation, AccessError> {
    let new = NewConversation {
        tenant_id,
        id: ConversationId::from(ids.next()),
        customer,
        new_customer_id: CustomerId::from(ids.next()),
        metadata,
    };
    conversations.open(&new).await
}
