//! Stores what customers say.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{
    AcceptedMessage, ConversationId, CustomerId, ExternalId, Locale, MessageId, MessageText, TenantId,
};

/// Takes customers' messages in.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Stores `message`, all or nothing: the customer if new, the conversation if new, and the message with
    /// the next sequence, in state `processing`. Messages of one conversation wait for each other, so
    /// sequences have no gaps. A message already accepted is answered as it was then.
    ///
    /// # Errors
    /// [`AcceptError`]; nothing is stored then.
    async fn accept(&self, message: &NewMessage) -> Result<AcceptedMessage, AcceptError>;
}

/// A message to be stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// The tenant, from the caller's token.
    pub tenant_id: TenantId,
    /// The message's own id; the same when it is sent again.
    pub id: MessageId,
    /// Where it belongs.
    pub conversation: ConversationChoice,
    /// Who wrote it.
    pub customer: ExternalId,
    /// What the customer is called if this is their first message.
    pub new_customer_id: CustomerId,
    /// What the customer wrote.
    pub text: MessageText,
    /// The language the client asked for.
    pub locale: Option<Locale>,
}

/// The conversation that a message belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConversationChoice {
    /// One that the client named.
    Existing(ConversationId),
    /// One to be made, under this id.
    New(ConversationId),
}

impl ConversationChoice {
    /// The conversation's id either way.
    #[must_use]
    pub const fn id(self) -> ConversationId {
        match self {
            Self::Existing(id) | Self::New(id) => id,
        }
    }
}

/// Why a message was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AcceptError {
    /// The tenant does not exist.
    #[error("the tenant does not exist")]
    UnknownTenant,
    /// The tenant exists and may not use the platform at the moment.
    #[error("the tenant is suspended")]
    TenantSuspended,
    /// The conversation does not exist, or belongs to another customer or tenant: the same to whoever asks.
    #[error("the conversation does not exist")]
    UnknownConversation,
    /// The conversation ended too long ago to be taken up again.
    #[error("the conversation is closed")]
    ConversationClosed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
