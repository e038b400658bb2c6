//! A conversation in; settled, or taken up again, out.

use crate::domain::{Conversation, ConversationId, TenantId};
use crate::ports::{ConversationStore, SettleError, StateChange};

/// Declares a conversation settled. One that is settled already stays as it is.
///
/// # Errors
/// [`SettleError`]; nothing is changed then.
pub async fn resolve_conversation(
    conversations: &dyn ConversationStore,
    tenant_id: TenantId,
    id: ConversationId,
) -> Result<Conversation, SettleError> {
    conversations.settle(tenant_id, id, StateChange::Resolve).await
}

/// Takes a conversation up again, within 7 days of its end. One that goes on stays as it is.
///
/// # Errors
/// [`SettleError`]; nothing is changed then.
pub async fn reopen_conversation(
    conversations: &dyn ConversationStore,
    tenant_id: TenantId,
    id: ConversationId,
) -> Result<Conversation, SettleError> {
    conversations.settle(tenant_id, id, StateChange::Reopen).await
}
