//! One message of a conversation.

use ferrovia::data;

use super::wire::names;
use super::{
    Answer, ConversationId, ConversationState, Locale, MessageId, MessageText, Metadata, TenantId, Timestamp,
};

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

names!(Role, "a role", {
    Customer: "customer",
    Assistant: "assistant",
    Agent: "agent",
    System: "system",
});

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
    /// Stored, for a person to read: no model is asked.
    QueuedForHuman,
    /// No answer could be made.
    Failed,
}

names!(MessageStatus, "a message's status", {
    Processing: "processing",
    Completed: "completed",
    Refused: "refused",
    QueuedForHuman: "queued_for_human",
    Failed: "failed",
});

impl MessageStatus {
    /// What a customer's message begins with in a conversation in this state.
    #[must_use]
    pub const fn of_new(conversation: ConversationState) -> Self {
        match conversation {
            ConversationState::Open | ConversationState::Resolved => Self::Processing,
            ConversationState::WaitingHuman => Self::QueuedForHuman,
        }
    }

    /// Whether the assistant may still answer a customer's message that has no answer of it: not what a person was
    /// given to answer, even if that was long ago.
    #[must_use]
    pub const fn awaits_assistant(self) -> bool {
        match self {
            Self::Processing | Self::Failed => true,
            Self::Completed | Self::Refused | Self::QueuedForHuman => false,
        }
    }
}

/// What was said, by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Utterance {
    /// Its id.
    pub id: MessageId,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Its place in the conversation.
    pub sequence: u32,
    /// Who said it.
    pub role: Role,
    /// How far it has come.
    pub status: MessageStatus,
    /// The message that it answers.
    pub in_reply_to: Option<MessageId>,
    /// What was said.
    pub text: MessageText,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// When it was stored.
    pub created_at: Timestamp,
}

/// A message as it stands now, whoever wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredMessage {
    /// What was said.
    pub said: Utterance,
    /// Who has its conversation now.
    pub conversation_state: ConversationState,
    /// The assistant's answer, once there is one.
    pub answer: Option<Answer>,
}

/// A message and everything that was said in reply to it, by the assistant and by people.
#[derive(Clone, Debug, PartialEq)]
pub struct Exchange {
    /// The message.
    pub message: StoredMessage,
    /// The replies, in their order.
    pub replies: Vec<Utterance>,
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
