//! Reads conversations.

use async_trait::async_trait;

use super::{AccessError, FindError};
use crate::domain::{Conversation, ConversationFilter, ConversationId, Range, TenantId};

/// Reads conversations.
#[async_trait]
pub trait ConversationReader: Send + Sync {
    /// One conversation.
    ///
    /// # Errors
    /// [`FindError`].
    async fn conversation(&self, tenant_id: TenantId, id: ConversationId) -> Result<Conversation, FindError>;

    /// The tenant's conversations that `filter` lets through, by id and so by the time they were made, of which `range`
    /// is a piece.
    ///
    /// # Errors
    /// [`AccessError`].
    async fn conversations(
        &self,
        tenant_id: TenantId,
        filter: &ConversationFilter,
        range: Range<ConversationId>,
    ) -> Result<Vec<Conversation>, AccessError>;
}
