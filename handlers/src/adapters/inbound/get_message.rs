//! `GET /v1/messages/{id}`: a message and, once there is one, its answer.

use super::access_problem::{FindProblem, tenant_of};
use super::get_message_v2::get_message_v2;
use super::message_view::MessageView;
use crate::adapters::resources::{Conversations, Messages, Runs, Tenants};
use crate::application;
use crate::domain::{MessageId, MessageStatus};
use crate::ports::MessageReader;
use ferrovia::{Capability, Json, Port, Read, Request, WithHeaders, data, handler};

/// The path of one message.
#[data]
pub struct MessagePath {
    /// The message's id.
    pub id: MessageId,
}

/// When to ask again.
#[data]
pub struct PollHeaders {
    /// Seconds, while the message is processed.
    pub retry_after: Option<u32>,
}

impl PollHeaders {
    /// What is worth asking about a message with this status.
    pub(super) fn of(status: MessageStatus) -> Self {
        Self {
            retry_after: (status == MessageStatus::Processing).then_some(1),
        }
    }
}

/// Messages and how their answers came to be.
#[derive(Capability)]
pub struct AnsweredMessages {
    tenants: Read<Tenants>,
    conversations: Read<Conversations>,
    messages: Read<Messages>,
    runs: Read<Runs>,
    store: Port<dyn MessageReader>,
}

impl AnsweredMessages {
    pub(super) fn store(&self) -> &dyn MessageReader {
        &*self.store
    }
}

/// Answers what a message and its answer are now: where a client asks that was told 202.
#[handler(
    route = "GET /v1/messages/{id}",
    scopes = ["messages:read"],
    deprecated(since = "2026-11-23", sunset = "2027-11-23", successor = get_message_v2),
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_message(
    request: Request<(), MessagePath>,
    messages: AnsweredMessages,
) -> Result<WithHeaders<Json<MessageView>, PollHeaders>, FindProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let message = application::get_message(messages.store(), tenant_id, request.path.id).await?;
    Ok(WithHeaders {
        headers: PollHeaders::of(message.said.status),
        answer: Json(message.into()),
    })
}
