//! The events of a hand-over. They name things and quote nobody.

use ferrovia::data;

use super::{AgentMessage, ConversationId, EventId, Handover, HandoverId, MessageId, TenantId};

/// An agent wrote to a customer.
#[data]
#[derive(Copy, Eq)]
pub struct AgentReplied {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The hand-over that the agent has.
    pub handover_id: HandoverId,
    /// The agent's message.
    pub message_id: MessageId,
    /// Its place in the conversation. Events arrive in any order: this is the order.
    pub sequence: u32,
}

impl AgentReplied {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "AgentReplied";

    /// The event that `message` was written.
    #[must_use]
    pub fn of(message: &AgentMessage) -> Self {
        Self {
            event_id: message.id.event(),
            tenant_id: message.tenant_id,
            conversation_id: message.conversation_id,
            handover_id: message.handover_id,
            message_id: message.id,
            sequence: message.sequence,
        }
    }
}

/// No agent ended a hand-over in time: the assistant has the conversation again.
#[data]
#[derive(Copy, Eq)]
pub struct HandoverExpired {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The hand-over.
    pub handover_id: HandoverId,
}

impl HandoverExpired {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "HandoverExpired";

    /// The event that `handover` has expired.
    #[must_use]
    pub fn of(tenant_id: TenantId, handover: &Handover) -> Self {
        Self {
            event_id: handover.id.expired(),
            tenant_id,
            conversation_id: handover.conversation_id,
            handover_id: handover.id,
        }
    }
}
