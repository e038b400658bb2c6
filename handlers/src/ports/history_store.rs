//! Remembers what was said, and what goes with it.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{AnswerPolicy, ConversationId, Rollouts, TenantId, Turn};

/// Reads conversations back.
#[async_trait]
pub trait HistoryStore: Send + Sync {
    /// The turns that were answered before the message with sequence `before`, newest first, at most `limit`; and what the
    /// tenant says of feature flags and wants of answers. A question that has no answer, or whose answer was a refusal, is no turn. A
    /// conversation that does not exist has none.
    ///
    /// # Errors
    /// [`LoadHistoryError`].
    async fn recollect(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        before: u32,
        limit: usize,
    ) -> Result<Recollection, LoadHistoryError>;
}

/// What is remembered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recollection {
    /// What was said, newest first.
    pub turns: Vec<Turn>,
    /// What the tenant says of feature flags: of none, if there is no such tenant.
    pub rollouts: Rollouts,
    /// What the tenant wants of answers: nothing, if there is no such tenant.
    pub policy: AnswerPolicy,
}

/// Why a history could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadHistoryError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
