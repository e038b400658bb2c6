//! A stored answer in, the event about it on the bus.

use crate::domain::{Answer, ConversationAnswered, TenantId};
use crate::ports::{AnsweredEvents, PublishError};

/// Publishes that a customer was answered. Sent again, it is the same event under the same id.
///
/// # Errors
/// [`PublishError`]. Nothing is lost: the event is also in the outbox.
pub async fn publish_answered(
    events: &dyn AnsweredEvents,
    tenant_id: TenantId,
    answer: &Answer,
) -> Result<(), PublishError> {
    events.publish(&ConversationAnswered::of(tenant_id, answer)).await
}
