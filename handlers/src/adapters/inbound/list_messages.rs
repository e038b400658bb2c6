//! `GET /v1/conversations/{id}/messages`: a page of what was said in a conversation.

use super::CursorProblem;
use super::access_problem::{FindProblem, tenant_of};
use super::conversation_view::ConversationPath;
use super::message_view::MessageList;
use crate::adapters::resources::{Conversations, Messages, Tenants};
use crate::application::{self, ListMessagesError, PageRequest};
use crate::domain::{Cursor, Order, PageSize};
use crate::ports::MessageReader;
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, data, handler};

/// How many messages, from where, in which order.
#[data]
#[serde(deny_unknown_fields)]
pub struct MessageQuery {
    /// How many at most.
    #[serde(default)]
    pub limit: PageSize,
    /// Where the page before ended: its `next_cursor`.
    pub after: Option<Cursor>,
    /// Whether the oldest stand first, or the newest.
    #[serde(default)]
    pub order: Order,
}

/// What was said, to be listed.
#[derive(Capability)]
pub struct ListedMessages {
    tenants: Read<Tenants>,
    conversations: Read<Conversations>,
    messages: Read<Messages>,
    store: Port<dyn MessageReader>,
}

/// Why there is no page of messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum MessagesProblem {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] CursorProblem),
    /// There is no such conversation, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<ListMessagesError> for MessagesProblem {
    fn from(error: ListMessagesError) -> Self {
        match error {
            ListMessagesError::Cursor(foreign) => Self::Cursor(foreign.into()),
            ListMessagesError::Find(error) => Self::Find(error.into()),
        }
    }
}

/// Lists what was said in a conversation, by sequence.
#[handler(
    route = "GET /v1/conversations/{id}/messages",
    scopes = ["messages:read"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn list_messages(
    request: Request<(), ConversationPath, MessageQuery>,
    messages: ListedMessages,
) -> Result<Json<MessageList>, MessagesProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let MessageQuery { limit, after, order } = request.query;
    let page = PageRequest { limit, after, order };
    let page = application::list_messages(&*messages.store, tenant_id, request.path.id, page).await?;
    Ok(Json(page.into()))
}
