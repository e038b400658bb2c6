//! `GET /v1/messages/{id}`: a message and, once there is one, its answer.

use super::access_problem::{FindProblem, tenant_of};
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

/// Messages and how their answers came to be.
#[derive(Capability)]
pub struct AnsweredMessages {
    tenants: Read<Tenants>,
    conversations: Read<Conversations>,
    messages: Read<Messages>,
    runs: Read<Runs>,
    store: Port<dyn MessageReader>,
}

/// Answers what a message and its answer are now: where a client asks that was told 202.
#[handler(
    route = "GET /v1/messages/{id}",
    scopes = ["messages:read"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_message(
    request: Request<(), MessagePath>,
    messages: AnsweredMessages,
) -> Result<WithHeaders<Json<MessageView>, PollHeaders>, FindProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let message = application::get_message(&*messages.store, tenant_id, request.path.id).await?;
    let waits = message.said.status == MessageStatus::Processing;
    Ok(WithHeaders {
        headers: PollHeaders {
            retry_after: waits.then_some(1),
        },
        answer: Json(message.into()),
    })
}
