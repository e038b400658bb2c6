//! The event that a customer got an answer.

use ferrovia::data;

use super::{Answer, ConversationId, EventId, IntentName, MessageId, Outcome, TenantId};

/// A customer's message was answered. It names things and quotes nobody, so erasing a customer erases one
/// database.
#[data]
#[derive(Eq)]
pub struct ConversationAnswered {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The customer's message.
    pub message_id: MessageId,
    /// The answer.
    pub answer_id: MessageId,
    /// The answer's place in the conversation. Events arrive in any order: this is the order.
    pub sequence: u32,
    /// How the question ended.
    pub outcome: Outcome,
    /// What the customer wanted.
    pub intent: IntentName,
}

impl ConversationAnswered {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "ConversationAnswered";

    /// The event that `answer` was given.
    #[must_use]
    pub fn of(tenant_id: TenantId, answer: &Answer) -> Self {
        Self {
            event_id: answer.in_reply_to.event(),
            tenant_id,
            conversation_id: answer.conversation_id,
            message_id: answer.in_reply_to,
            answer_id: answer.id,
            sequence: answer.sequence,
            outcome: answer.reply.outcome,
            intent: answer.intent.name,
        }
    }
}
