//! Remembers what was said.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{ConversationId, TenantId, Turn};

/// Reads conversations back.
#[async_trait]
pub trait HistoryStore: Send + Sync {
    /// The turns that were answered before the message with sequence `before`, newest first, at most `limit`.
    /// A question that has no answer, or whose answer was a refusal, is no turn. A conversation that does not
    /// exist has none.
    ///
    /// # Errors
    /// [`LoadHistoryError`].
    async fn turns_before(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        before: u32,
        limit: usize,
    ) -> Result<Vec<Turn>, LoadHistoryError>;
}

/// Why a history could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadHistoryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
