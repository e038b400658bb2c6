//! What the customer gets, and the record of how it came to be.

use ferrovia::data;

use super::wire::names;
use super::{ConversationId, Intent, MessageId, MessageStatus, MessageText, TenantId, Timestamp, Timings};

/// How a question ended.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// With an answer.
    Answered,
    /// The model declined; the text says so politely.
    Refused,
}

names!(Outcome, "an outcome", {
    Answered: "answered",
    Refused: "refused",
});

impl Outcome {
    /// The status of the answer's message.
    #[must_use]
    pub const fn status(self) -> MessageStatus {
        match self {
            Self::Answered => MessageStatus::Completed,
            Self::Refused => MessageStatus::Refused,
        }
    }
}

/// The prompt behind an answer.
#[data]
#[derive(Eq)]
pub struct PromptVersion {
    /// The prompt's name.
    pub name: String,
    /// Its semantic version.
    pub version: String,
    /// SHA-256 of its file, in hexadecimal digits; absent in what was stored before that was noted.
    pub sha256: Option<String>,
}

/// Tokens that an answer took, as the provider counted them.
#[data]
#[derive(Copy, Eq)]
pub struct TokenUsage {
    /// Read by the model.
    pub input_tokens: u32,
    /// Written by the model.
    pub output_tokens: u32,
    /// The part of `input_tokens` that the provider had cached.
    pub cached_tokens: u32,
}

/// What the model said to one question; not yet stored.
#[data]
#[derive(Eq)]
pub struct Reply {
    /// What the customer is to read.
    pub text: MessageText,
    /// Whether that is an answer.
    pub outcome: Outcome,
    /// Whether the model was cut off; the text then ends with its last whole sentence.
    pub truncated: bool,
    /// The prompt that asked.
    pub prompt: PromptVersion,
    /// The model, in its provider's words; absent if the provider declined without naming one.
    pub model: Option<String>,
    /// How many models were tried in vain before.
    pub fallbacks: u32,
    /// Absent where the provider does not count.
    pub usage: Option<TokenUsage>,
    /// Milliseconds that the model took.
    pub latency_ms: u32,
}

/// A reply, and how long it took to make.
#[data]
#[derive(Eq)]
pub struct Replied {
    /// The reply.
    pub reply: Reply,
    /// Milliseconds, with the models that were tried in vain.
    pub took_ms: u32,
}

/// A reply to be stored as the answer to a message.
#[data]
pub struct NewAnswer {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The customer's message.
    pub message_id: MessageId,
    /// What the customer wanted.
    pub intent: Intent,
    /// What the model said.
    pub reply: Reply,
    /// How long it took.
    pub timings: Timings,
}

impl NewAnswer {
    /// The answer that this becomes when it is stored with `sequence`.
    #[must_use]
    pub fn stored(self, sequence: u32, created_at: Timestamp) -> Answer {
        Answer {
            id: self.message_id.answer(),
            conversation_id: self.conversation_id,
            in_reply_to: self.message_id,
            sequence,
            intent: self.intent,
            reply: self.reply,
            created_at,
            timings: None,
        }
    }
}

/// A stored answer: what the first save wrote, however often it is saved.
#[data]
pub struct Answer {
    /// The answer's own message.
    pub id: MessageId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The customer's message.
    pub in_reply_to: MessageId,
    /// The answer's place in the conversation.
    pub sequence: u32,
    /// What the customer wanted.
    pub intent: Intent,
    /// What the model said.
    pub reply: Reply,
    /// When it was stored.
    pub created_at: Timestamp,
    /// How long it took, where it was made just now: that is not stored.
    pub timings: Option<Timings>,
}

/// What the workflow `answer_message` made of a customer's message.
#[data]
#[serde(rename_all = "snake_case")]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one for each message, nearly always an answer, and the workflow's words know no box"
)]
pub enum Answering {
    /// The assistant answered it.
    Answered(Answer),
    /// A person is to answer it.
    HandedOver(Intent),
}
