//! The event that a conversation went from one state to another.

use ferrovia::data;

use super::{ConversationId, ConversationState, EventId, TenantId};

/// A conversation went from one state to another.
#[data]
#[derive(Copy, Eq)]
pub struct ConversationStateChanged {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The state it left.
    pub from: ConversationState,
    /// The state it is in.
    pub to: ConversationState,
    /// The conversation's version since. Events arrive in any order: this is the order.
    pub version: u32,
}

impl ConversationStateChanged {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "ConversationStateChanged";

    /// The event that the change made which led to `version`.
    #[must_use]
    pub fn of(
        tenant_id: TenantId,
        conversation_id: ConversationId,
        (from, to): (ConversationState, ConversationState),
        version: u32,
    ) -> Self {
        Self {
            event_id: conversation_id.state_changed(version),
            tenant_id,
            conversation_id,
            from,
            to,
            version,
        }
    }
}
