//! Tells the world that customers were answered.

use async_trait::async_trait;

use crate::domain::ConversationAnswered;

/// Publishes [`ConversationAnswered`].
#[async_trait]
pub trait AnsweredEvents: Send + Sync {
    /// Publishes `event`. Consumers may see it more than once and in any order; its id and sequence are for
    /// that.
    ///
    /// # Errors
    /// [`PublishError`]. Nothing is lost: the event is also in the outbox.
    async fn publish(&self, event: &ConversationAnswered) -> Result<(), PublishError>;
}

/// Why an event was not published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PublishError {
    /// The bus is not there, or asks us to slow down: later it may work.
    #[error("the event bus cannot be reached or is throttling")]
    Unavailable,
    /// The bus will never take this event.
    #[error("the event bus refuses the event")]
    Refused,
}
