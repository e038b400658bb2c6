//! A stored answer in, the event about it on the bus.

use crate::domain::{Answer, ConversationAnswered, TenantId};
use crate::ports::{AnsweredEvents, PublishError, PublishedEvents};

/// Publishes that a customer was answered. Sent again, it is the same event under the same id.
///
/// # Errors
/// [`PublishError`]. Nothing is lost: the event is also in the outbox, from where it is published later.
pub async fn publish_answered(
    events: &dyn AnsweredEvents,
    published: &dyn PublishedEvents,
    tenant_id: TenantId,
    answer: &Answer,
) -> Result<(), PublishError> {
    let event = ConversationAnswered::of(tenant_id, answer);
    events.publish(&event).await?;
    if let Err(fault) = published.mark(tenant_id, event.event_id).await {
        // The customer need not wait for that, and consumers drop the second by its id.
        tracing::warn!(event_id = %event.event_id, %fault, "the event will be published twice");
    }
    Ok(())
}
