//! Messages as clients see them.

use crate::domain::{
    AcceptedMessage, Answer, ConversationId, ConversationState, Cursor, Intent, MessageId, MessageStatus,
    MessageText, Metadata, Page, PromptVersion, Role, StoredMessage, Timestamp, TokenUsage, Utterance,
};
use ferrovia::data;

/// A message and, once there is one, its answer.
#[data]
pub struct MessageView {
    /// The message's id.
    pub id: MessageId,
    /// Always `message`.
    pub object: String,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Its place in the conversation, from 1.
    pub sequence: u32,
    /// Who wrote it.
    pub role: Role,
    /// How far it has come.
    pub status: MessageStatus,
    /// What was written.
    pub content: MessageText,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// When it was stored (RFC 3339).
    pub created_at: Timestamp,
    /// What the customer wants, once that is known.
    pub intent: Option<Intent>,
    /// The answer, once there is one.
    pub answer: Option<AnswerView>,
    /// The conversation.
    pub conversation: ConversationView,
}

/// An answer.
#[data]
pub struct AnswerView {
    /// The answer's own message id.
    pub id: MessageId,
    /// Who wrote it.
    pub role: Role,
    /// Its place in the conversation.
    pub sequence: u32,
    /// Whether it answers or declines.
    pub status: MessageStatus,
    /// What the customer reads.
    pub content: MessageText,
    /// The prompt that asked for it.
    pub prompt: PromptView,
    /// The model that wrote it.
    pub model: Option<String>,
    /// Whether a model other than the preferred one wrote it.
    pub fallback: bool,
    /// Tokens it took.
    pub usage: Option<TokenUsage>,
}

/// A prompt's version.
#[data]
pub struct PromptView {
    /// The prompt's name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// A conversation, in short.
#[data]
pub struct ConversationView {
    /// Its id.
    pub id: ConversationId,
    /// Who holds it.
    pub state: ConversationState,
}

/// A message by itself, as it stands in a conversation.
#[data]
pub struct UtteranceView {
    /// The message's id.
    pub id: MessageId,
    /// Always `message`.
    pub object: String,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Its place in the conversation, from 1.
    pub sequence: u32,
    /// Who wrote it.
    pub role: Role,
    /// How far it has come.
    pub status: MessageStatus,
    /// The message that it answers.
    pub in_reply_to: Option<MessageId>,
    /// What was written.
    pub content: MessageText,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// When it was stored (RFC 3339).
    pub created_at: Timestamp,
}

/// A page of what was said in a conversation.
#[data]
pub struct MessageList {
    /// Always `list`.
    pub object: String,
    /// The messages, in the order that was asked for.
    pub data: Vec<UtteranceView>,
    /// Whether there are more.
    pub has_more: bool,
    /// Where the next page begins: pass it as `after`.
    pub next_cursor: Option<Cursor>,
}

impl MessageView {
    /// A message that was just accepted, and its answer if that is there already.
    #[must_use]
    pub fn of_accepted(message: AcceptedMessage, metadata: Metadata, answer: Option<Answer>) -> Self {
        Self {
            id: message.id,
            object: "message".to_owned(),
            conversation_id: message.conversation_id,
            sequence: message.sequence,
            role: Role::Customer,
            status: if answer.is_some() {
                MessageStatus::Completed
            } else {
                MessageStatus::of_new(message.conversation_state)
            },
            content: message.text,
            metadata,
            created_at: message.created_at,
            intent: answer.as_ref().map(|answer| answer.intent),
            answer: answer.map(Into::into),
            conversation: ConversationView {
                id: message.conversation_id,
                state: message.conversation_state,
            },
        }
    }
}

impl From<StoredMessage> for MessageView {
    fn from(message: StoredMessage) -> Self {
        let said = message.said;
        Self {
            id: said.id,
            object: "message".to_owned(),
            conversation_id: said.conversation_id,
            sequence: said.sequence,
            role: said.role,
            status: said.status,
            content: said.text,
            metadata: said.metadata,
            created_at: said.created_at,
            intent: message.answer.as_ref().map(|answer| answer.intent),
            answer: message.answer.map(Into::into),
            conversation: ConversationView {
                id: said.conversation_id,
                state: message.conversation_state,
            },
        }
    }
}

impl From<Utterance> for UtteranceView {
    fn from(said: Utterance) -> Self {
        Self {
            id: said.id,
            object: "message".to_owned(),
            conversation_id: said.conversation_id,
            sequence: said.sequence,
            role: said.role,
            status: said.status,
            in_reply_to: said.in_reply_to,
            content: said.text,
            metadata: said.metadata,
            created_at: said.created_at,
        }
    }
}

impl From<Page<Utterance>> for MessageList {
    fn from(page: Page<Utterance>) -> Self {
        Self {
            object: "list".to_owned(),
            data: page.items.into_iter().map(Into::into).collect(),
            has_more: page.next.is_some(),
            next_cursor: page.next,
        }
    }
}

impl From<&PromptVersion> for PromptView {
    fn from(prompt: &PromptVersion) -> Self {
        Self {
            name: prompt.name.clone(),
            version: prompt.version.clone(),
        }
    }
}

impl From<Answer> for AnswerView {
    fn from(answer: Answer) -> Self {
        let reply = answer.reply;
        Self {
            id: answer.id,
            role: Role::Assistant,
            sequence: answer.sequence,
            status: reply.outcome.status(),
            content: reply.text,
            prompt: (&reply.prompt).into(),
            model: reply.model,
            fallback: reply.fallbacks > 0,
            usage: reply.usage,
        }
    }
}
