//! `GET /v2/messages/{id}`: a message and everything that was said in reply to it.
//!
//! Its forerunner has room for one answer, of a language model. What a person writes is not there, so a client that waits
//! for a person sees its message `completed` and nothing else.

use super::PromptView;
use super::access_problem::{FindProblem, tenant_of};
use super::get_message::{AnsweredMessages, MessagePath, PollHeaders};
use super::message_view::ConversationView;
use crate::application;
use crate::domain::{
    Answer, Exchange, Intent, MessageId, MessageStatus, MessageText, Metadata, Role, Timestamp, TokenUsage,
    Utterance,
};
use ferrovia::{Json, Request, WithHeaders, data, handler};

/// A message and everything that was said in reply to it.
#[data]
pub struct ExchangeView {
    /// The message's id.
    pub id: MessageId,
    /// Always `message`.
    pub object: String,
    /// The conversation it belongs to.
    pub conversation: ConversationView,
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
    /// What was said in reply, by the assistant and by people, in its order. A person answers the newest message that is
    /// there: those before it have no reply of their own.
    pub replies: Vec<ReplyView>,
}

/// A reply.
#[data]
pub struct ReplyView {
    /// The reply's own message id.
    pub id: MessageId,
    /// Who wrote it: `assistant` or `agent`.
    pub role: Role,
    /// Its place in the conversation.
    pub sequence: u32,
    /// Whether it answers or declines.
    pub status: MessageStatus,
    /// What the customer reads.
    pub content: MessageText,
    /// When it was stored (RFC 3339).
    pub created_at: Timestamp,
    /// How it was made, if no person wrote it.
    pub generation: Option<GenerationView>,
}

/// How a language model's reply came to be.
#[data]
pub struct GenerationView {
    /// The prompt that asked for it.
    pub prompt: PromptView,
    /// The model that wrote it.
    pub model: Option<String>,
    /// Whether a model other than the preferred one wrote it.
    pub fallback: bool,
    /// Tokens it took.
    pub usage: Option<TokenUsage>,
}

/// Answers what a message is now and what was said in reply to it, by whomever.
#[handler(
    route = "GET /v2/messages/{id}",
    scopes = ["messages:read"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_message_v2(
    request: Request<(), MessagePath>,
    messages: AnsweredMessages,
) -> Result<WithHeaders<Json<ExchangeView>, PollHeaders>, FindProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let exchange = application::get_exchange(messages.store(), tenant_id, request.path.id).await?;
    Ok(WithHeaders {
        headers: PollHeaders::of(exchange.message.said.status),
        answer: Json(exchange.into()),
    })
}

impl From<Exchange> for ExchangeView {
    fn from(Exchange { message, replies }: Exchange) -> Self {
        let (said, answer) = (message.said, message.answer);
        let reply = |reply: Utterance| {
            let made = answer.as_ref().filter(|answer| answer.id == reply.id);
            ReplyView::of(reply, made)
        };
        Self {
            replies: replies.into_iter().map(reply).collect(),
            id: said.id,
            object: "message".to_owned(),
            conversation: ConversationView {
                id: said.conversation_id,
                state: message.conversation_state,
            },
            sequence: said.sequence,
            role: said.role,
            status: said.status,
            content: said.text,
            metadata: said.metadata,
            created_at: said.created_at,
            intent: answer.as_ref().map(|answer| answer.intent),
        }
    }
}

impl ReplyView {
    fn of(said: Utterance, answer: Option<&Answer>) -> Self {
        Self {
            id: said.id,
            role: said.role,
            sequence: said.sequence,
            status: said.status,
            content: said.text,
            created_at: said.created_at,
            generation: answer.map(|answer| GenerationView {
                prompt: (&answer.reply.prompt).into(),
                model: answer.reply.model.clone(),
                fallback: answer.reply.fallbacks > 0,
                usage: answer.reply.usage,
            }),
        }
    }
}
