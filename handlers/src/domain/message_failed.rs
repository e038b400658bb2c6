//! The event that a customer's message has no answer and will have none of the assistant's.

use ferrovia::data;

use super::{AcceptedMessage, ConversationId, EventId, MessageId, TenantId};

/// A customer's message could not be answered, however often it was tried. It names things and quotes nobody.
#[data]
#[derive(Copy, Eq)]
pub struct MessageFailed {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The customer's message.
    pub message_id: MessageId,
    /// Its place in the conversation. Events arrive in any order: this is the order.
    pub sequence: u32,
}

impl MessageFailed {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "MessageFailed";

    /// The event that `message` was given up.
    #[must_use]
    pub fn of(message: &AcceptedMessage) -> Self {
        Self {
            event_id: message.id.failed(),
            tenant_id: message.tenant_id,
            conversation_id: message.conversation_id,
            message_id: message.id,
            sequence: message.sequence,
        }
    }
}
