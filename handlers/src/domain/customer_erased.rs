//! The event that a customer was erased. It names what is gone and quotes nobody.

use ferrovia::data;

use super::{ConversationId, CustomerId, EventId, PrivacyRequestId, Pseudonym, TenantId};

/// The most conversations in one event: with 43 bytes each they fit into an entry of EventBridge's, which has 256 KB.
pub const MAX_CONVERSATIONS_IN_EVENT: usize = 1000;

/// A customer was erased: whoever keeps anything about these conversations erases it, too. Events about them that were
/// published before are to be erased with it; none is published after.
#[data]
#[derive(Eq)]
pub struct CustomerErased {
    /// The same however often the event is delivered: drop the second.
    pub event_id: EventId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The request that asked for it.
    pub privacy_request_id: PrivacyRequestId,
    /// The customer.
    pub customer: Pseudonym,
    /// The row that they were. A backup from before has it still, and is told by it whom to erase again. Absent where
    /// nothing was left of them when they were to be erased.
    pub customer_id: Option<CustomerId>,
    /// Their conversations; where there were many, those of this event of several.
    pub conversation_ids: Vec<ConversationId>,
}

impl CustomerErased {
    /// The event's name on the bus and in the outbox.
    pub const NAME: &'static str = "CustomerErased";

    /// The events, one at least, that say that `customer` was erased with these conversations.
    #[must_use]
    pub fn of(
        tenant_id: TenantId,
        privacy_request_id: PrivacyRequestId,
        customer: Pseudonym,
        customer_id: Option<CustomerId>,
        conversations: &[ConversationId],
    ) -> Vec<Self> {
        let mut parts: Vec<&[ConversationId]> = conversations.chunks(MAX_CONVERSATIONS_IN_EVENT).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        let event = |(part, conversations): (usize, &[ConversationId])| Self {
            event_id: privacy_request_id.erased(part),
            tenant_id,
            privacy_request_id,
            customer,
            customer_id,
            conversation_ids: conversations.to_vec(),
        };
        parts.into_iter().enumerate().map(event).collect()
    }
}
