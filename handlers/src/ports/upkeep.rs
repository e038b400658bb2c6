//! What the clock does, for all tenants.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{AcceptedMessage, ConversationId, Expiring, MessageId, TenantId};

/// A message whose flow is dead, and is nobody else's to start for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckMessage {
    /// The message.
    pub message: AcceptedMessage,
    /// How often a flow was started again for it, this time included.
    pub sweep: u32,
}

/// Finds messages that wait too long for their answers.
#[async_trait]
pub trait StuckMessages: Send + Sync {
    /// At most `limit` customers' messages that wait for the assistant longer than
    /// [`STUCK_AFTER`](crate::domain::STUCK_AFTER), or were swept that long ago, the oldest first; none that was swept
    /// [`MAX_SWEEPS`](crate::domain::MAX_SWEEPS) times. No other sweep finds any of them until that time has passed again.
    ///
    /// # Errors
    /// [`StoreFault`].
    async fn lease(&self, limit: u32) -> Result<Vec<StuckMessage>, StoreFault>;

    /// Gives at most `limit` messages up that were swept as often as they may be, long enough ago, with an event for each:
    /// their ids. An answer that comes all the same is kept.
    ///
    /// # Errors
    /// [`StoreFault`]; none is given up then.
    async fn give_up(&self, limit: u32) -> Result<Vec<MessageId>, StoreFault>;
}

/// Starts the flow that answers a message.
#[async_trait]
pub trait AnswerFlow: Send + Sync {
    /// Starts it, and does not wait for its end.
    ///
    /// # Errors
    /// [`NotStarted`]; the message is swept again later.
    async fn start(&self, stuck: &StuckMessage) -> Result<(), NotStarted>;
}

/// The flow was not started; the adapter has logged why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the flow was not started")]
pub struct NotStarted;

/// Finds open conversations in which nothing happens, and settles them.
#[async_trait]
pub trait IdleConversations: Send + Sync {
    /// At most `limit` that are idle for [`IDLE_AFTER`](crate::domain::IDLE_AFTER), the longest first.
    ///
    /// # Errors
    /// [`StoreFault`].
    async fn idle(&self, limit: u32) -> Result<Vec<(TenantId, ConversationId)>, StoreFault>;

    /// Settles one, with its event, if it is idle still: whether it was.
    ///
    /// # Errors
    /// [`StoreFault`].
    async fn settle(&self, tenant: TenantId, conversation: ConversationId) -> Result<bool, StoreFault>;
}

/// Deletes what has expired.
#[async_trait]
pub trait Retention: Send + Sync {
    /// Deletes at most one [batch](Expiring::batch): how many.
    ///
    /// # Errors
    /// [`StoreFault`]; nothing of the batch is deleted then.
    async fn delete(&self, what: Expiring) -> Result<u64, StoreFault>;

    /// Sees to it that this month of the audit log and the next twelve have a place: how many had none.
    ///
    /// # Errors
    /// [`StoreFault`]; none was made then. [`StoreFault::Defect`] if something is kept already of a month that has none.
    async fn add_audit_months(&self) -> Result<u32, StoreFault>;
}
