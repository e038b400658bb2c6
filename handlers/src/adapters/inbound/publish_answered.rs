//! Stored answer in, event out.

use crate::adapters::resources::Outbox;
use crate::application;
use crate::domain::{Answer, ConversationAnswered, TenantId};
use crate::ports::{AnsweredEvents, PublishError, PublishedEvents};
use async_trait::async_trait;
use ferrovia::{Capability, HandlerError, Port, PortError, Publish, Update, data, handler};

/// An answer to be announced.
#[data]
pub struct Announce {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The stored answer.
    pub answer: Answer,
}

/// The event as it is stored, to be marked.
#[derive(Capability)]
pub struct StoredEvent {
    outbox: Update<Outbox>,
    store: Port<dyn PublishedEvents>,
}

/// The event is on the bus.
#[data]
pub struct Published {
    /// The event's id.
    pub event_id: crate::domain::EventId,
}

/// Why an event is not on the bus. It is in the outbox either way.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum EventError {
    /// The bus cannot be reached, or asks for fewer events.
    #[error("the event cannot be published right now")]
    #[retry(max_attempts = 1, interval = "1s", max_delay = "2s")]
    Unavailable,
    /// The bus will never take this event.
    #[error("the event bus refuses the event")]
    Refused,
}

impl From<PublishError> for EventError {
    fn from(error: PublishError) -> Self {
        match error {
            PublishError::Unavailable => Self::Unavailable,
            PublishError::Refused => Self::Refused,
        }
    }
}

#[async_trait]
impl AnsweredEvents for Publish<ConversationAnswered> {
    async fn publish(&self, event: &ConversationAnswered) -> Result<(), PublishError> {
        Self::publish(self, std::slice::from_ref(event))
            .await
            .map_err(|error| {
                tracing::warn!(event_id = %event.event_id, %error, "an event was not published");
                match error {
                    PortError::Throttled { .. }
                    | PortError::TimedOut { .. }
                    | PortError::Unavailable { .. }
                    | PortError::Partial { .. } => PublishError::Unavailable,
                    PortError::Refused { .. } | PortError::Encoding(_) => PublishError::Refused,
                }
            })
    }
}

/// Announces that a customer was answered.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn publish_answered(
    announce: Announce,
    events: Publish<ConversationAnswered>,
    stored: StoredEvent,
) -> Result<Published, EventError> {
    application::publish_answered(&events, &*stored.store, announce.tenant_id, &announce.answer).await?;
    Ok(Published {
        event_id: announce.answer.in_reply_to.event(),
    })
}
