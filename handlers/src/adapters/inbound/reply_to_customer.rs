//! `POST /v1/handovers/{id}/reply`: what an agent says in, the stored message out.

use super::handover::{AgentError, HandoverPath, agent};
use crate::adapters::resources::{Conversations, Handovers, Messages, Outbox, Tenants};
use crate::domain::{
    AgentMessage, ConversationId, IdempotencyKey, MessageId, MessageStatus, MessageText, Role, Timestamp,
};
use crate::ports::{HandoverStore, Ids, NewReply, ReplyError, SavedReply};
use ferrovia::{
    Append, Capability, Created, HandlerError, Port, Read, Request, Update, WithHeaders, Write, data, handler,
};

/// What an agent says.
#[data]
#[serde(deny_unknown_fields)]
pub struct AgentReply {
    /// What the customer is to read.
    pub content: MessageText,
}

/// How a reply is sent.
#[data]
pub struct ReplyHeaders {
    /// The agent's name for the request. With the same name, the customer reads it once, for as long as the hand-over is kept.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// What is said beside a reply.
#[data]
pub struct RepliedHeaders {
    /// `true` if an earlier request with the same key was answered this way.
    pub idempotency_replayed: Option<bool>,
}

/// An agent's message.
#[data]
pub struct AgentMessageView {
    /// Its id.
    pub id: MessageId,
    /// Always `message`.
    pub object: String,
    /// The conversation it belongs to.
    pub conversation_id: ConversationId,
    /// Its place in the conversation.
    pub sequence: u32,
    /// Always `agent`.
    pub role: Role,
    /// Always `completed`.
    pub status: MessageStatus,
    /// The customer's newest message before it.
    pub in_reply_to: Option<MessageId>,
    /// What the agent wrote.
    pub content: MessageText,
    /// When it was stored (RFC 3339).
    pub created_at: Timestamp,
}

impl From<AgentMessage> for AgentMessageView {
    fn from(message: AgentMessage) -> Self {
        Self {
            id: message.id,
            object: "message".to_owned(),
            conversation_id: message.conversation_id,
            sequence: message.sequence,
            role: Role::Agent,
            status: MessageStatus::Completed,
            in_reply_to: message.in_reply_to,
            content: message.text,
            created_at: message.created_at,
        }
    }
}

/// Why a reply is not said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum ReplyProblem {
    /// The key was used for another reply.
    #[error("this `Idempotency-Key` was used for a reply that says something else: make another")]
    #[problem(
        status = 422,
        slug = "idempotency-key-reused",
        title = "The key was used for another request"
    )]
    KeyReused,
    /// The agent cannot write.
    #[error(transparent)]
    Agent(#[from] AgentError),
}

impl From<ReplyError> for ReplyProblem {
    fn from(error: ReplyError) -> Self {
        match error {
            ReplyError::SaidOtherwise => Self::KeyReused,
            ReplyError::Handover(error) => Self::Agent(error.into()),
        }
    }
}

/// The conversations that agents have.
#[derive(Capability)]
pub struct HeldConversations {
    tenants: Read<Tenants>,
    conversations: Update<Conversations>,
    messages: Write<Messages>,
    handovers: Read<Handovers>,
    outbox: Append<Outbox>,
    store: Port<dyn HandoverStore>,
    ids: Port<dyn Ids>,
}

/// Says something to the customer in the agent's name. The agent has accepted the hand-over before.
#[handler(
    route = "POST /v1/handovers/{id}/reply",
    scopes = ["agent"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn reply_to_customer(
    request: Request<AgentReply, HandoverPath, (), ReplyHeaders>,
    held: HeldConversations,
) -> Result<WithHeaders<Created<AgentMessageView>, RepliedHeaders>, ReplyProblem> {
    let (of, agent) = agent(request.caller.as_ref(), &request.path).map_err(AgentError::from)?;
    let key = request.headers.idempotency_key;
    let reply = NewReply {
        message_id: match &key {
            Some(key) => of.id.reply(&agent, key),
            None => held.ids.next().into(),
        },
        of,
        agent,
        text: request.body.content,
    };
    let SavedReply { message, first } = held.store.reply(&reply).await?;
    Ok(WithHeaders {
        headers: RepliedHeaders {
            idempotency_replayed: (!first && key.is_some()).then_some(true),
        },
        answer: Created {
            location: format!("/v1/messages/{}", message.id),
            body: message.into(),
        },
    })
}
