//! Reads what was said.

use async_trait::async_trait;

use super::FindError;
use crate::domain::{ConversationId, Exchange, MessageId, Range, StoredMessage, TenantId, Utterance};

/// Reads messages.
#[async_trait]
pub trait MessageReader: Send + Sync {
    /// A message, whoever wrote it, and the assistant's answer to it if it has one.
    ///
    /// # Errors
    /// [`FindError`].
    async fn message(&self, tenant_id: TenantId, id: MessageId) -> Result<StoredMessage, FindError>;

    /// The same, with every reply to it.
    ///
    /// # Errors
    /// [`FindError`].
    async fn exchange(&self, tenant_id: TenantId, id: MessageId) -> Result<Exchange, FindError>;

    /// What was said in a conversation, by sequence, of which `range` is a piece.
    ///
    /// # Errors
    /// [`FindError`] if there is no such conversation.
    async fn said(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        range: Range<u32>,
    ) -> Result<Vec<Utterance>, FindError>;
}
