//! `POST /v1/handovers/{id}/reply`: what an agent says in, the stored message out.

use super::handover::{AgentError, HandoverPath, agent};
use crate::adapters::resources::{Conversations, Handovers, Messages, Outbox};
use crate::domain::{AgentMessage, ConversationId, MessageId, MessageStatus, MessageText, Role, Timestamp};
use crate::ports::{HandoverStore, Ids, NewReply};
use ferrovia::{Append, Capability, Created, Port, Read, Request, Update, Write, data, handler};

/// What an agent says.
#[data]
#[serde(deny_unknown_fields)]
pub struct AgentReply {
    /// What the customer is to read.
    pub content: MessageText,
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

/// The conversations that agents have.
#[derive(Capability)]
pub struct HeldConversations {
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
    request: Request<AgentReply, HandoverPath>,
    held: HeldConversations,
) -> Result<Created<AgentMessageView>, AgentError> {
    let (of, agent) = agent(request.caller.as_ref(), &request.path)?;
    let reply = NewReply {
        of,
        agent,
        message_id: held.ids.next().into(),
        text: request.body.content,
    };
    let message = held.store.reply(&reply).await?;
    Ok(Created {
        location: format!("/v1/messages/{}", message.id),
        body: message.into(),
    })
}
