//! One message of a conversation.

use ferrovia::data;

use super::{ConversationId, ConversationState, Locale, MessageId, MessageText, TenantId, Timestamp};

/// Who wrote a message.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The tenant's customer.
    Customer,
    /// A language model.
    Assistant,
    /// A person on the tenant's side.
    Agent,
    /// The platform itself.
    System,
}

impl Role {
    /// As the wire and the database spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Assistant => "assistant",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }
}

/// How far a message has come.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum MessageStatus {
    /// Stored; the answer is being made.
    Processing,
    /// Answered; or, of an answer, given.
    Completed,
    /// Of an answer: the model declined, and the text says so politely.
    Refused,
    /// No answer could be made.
    Failed,
}

impl MessageStatus {
    /// As the wire and the database spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Refused => "refused",
            Self::Failed => "failed",
        }
    }
}

/// A customer's message that is safely stored and waits for its answer: what the workflow `answer_message`
/// starts from.
#[data]
#[derive(Eq)]
pub struct AcceptedMessage {
    /// The tenant, from the caller's token.
    pub tenant_id: TenantId,
    /// The conversation, made for this message if the client named none.
    pub conversation_id: ConversationId,
    /// Who has the conversation now.
    pub conversation_state: ConversationState,
    /// This message.
    pub id: MessageId,
    /// Its place in the conversation: 1 for the first message, without gaps.
    pub sequence: u32,
    /// What the customer wrote.
    pub text: MessageText,
    /// The language the client asked for.
    pub locale: Option<Locale>,
    /// When it was stored.
    pub created_at: Timestamp,
}
