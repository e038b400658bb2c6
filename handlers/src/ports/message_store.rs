//! Stores what customers say.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{
    AcceptedMessage, Answer, Claim, ConversationId, CustomerId, ExternalId, Locale, MessageId, MessageText,
    Metadata, QuotaExceeded, Remaining, TenantId,
};

/// Takes customers' messages in.
#[async_trait]
pub trait MessageStore: Send + Sync {
    /// Stores `message`, all or nothing: the claim of its key, one request of the customer's limit and one of the
    /// tenant's, the customer if new, the conversation if new, and the message with the next sequence, in state
    /// `processing`. Messages of one conversation wait for each other, so sequences have no gaps. One that takes a resolved
    /// conversation up again puts the event [`ConversationStateChanged`](crate::domain::ConversationStateChanged) into
    /// the outbox.
    ///
    /// A request whose key was claimed before stores nothing and is not counted, and neither is a message that was
    /// accepted already: it is answered as it was then.
    ///
    /// # Errors
    /// [`AcceptError`]; nothing is stored then, no key is claimed, and nothing is counted.
    async fn accept(&self, message: &NewMessage) -> Result<Acceptance, AcceptError>;

    /// Whoever has the key was told to ask again later, and is told so from now on. If the answer is there by now, it is
    /// returned, and is what they are to be told.
    ///
    /// # Errors
    /// [`KeyError`].
    async fn promise(&self, message: &AcceptedMessage, claim: &Claim) -> Result<Option<Answer>, KeyError>;

    /// Nobody is at work on the request any more, and it has no answer, not even a promised one: the next one with the
    /// key goes on with the same message.
    ///
    /// # Errors
    /// [`KeyError`]; the key's lease then runs out by itself.
    async fn release(&self, message: &AcceptedMessage, claim: &Claim) -> Result<(), KeyError>;
}

/// What has become of a message that was sent.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each request, and it is unpacked at once"
)]
pub enum Acceptance {
    /// It is stored, now.
    Stored {
        /// The message.
        message: AcceptedMessage,
        /// What is left of each limit.
        limits: Vec<Remaining>,
        /// Whether the client is to be told how long its answer took.
        server_timing: bool,
    },
    /// It was stored by an earlier request with the same key, of which nothing has been heard for too long: whoever
    /// resumes it sees to its answer.
    Resumed {
        /// The message.
        message: AcceptedMessage,
        /// Whether the client is to be told how long its answer took.
        server_timing: bool,
    },
    /// An earlier request with the same key was answered, and this one is to be answered alike.
    Replayed {
        /// The message, as the first answer told of it.
        message: AcceptedMessage,
        /// Its answer; `None` if the first request was told to ask again later.
        answer: Option<Answer>,
    },
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
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// The request's key; without one, each request is another message.
    pub claim: Option<Claim>,
    /// Whether the client will be told to ask again later, whatever happens.
    pub promised: bool,
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
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// A request with this key is being worked on.
    #[error("a request with this key is being worked on")]
    KeyInProgress,
    /// The key was used for a request that says something else.
    #[error("the key was used for another request")]
    KeyReused,
    /// The tenant or the customer asked too often, or the tenant has spent what it may.
    #[error(transparent)]
    QuotaExceeded(#[from] QuotaExceeded),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Why a key was not settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
