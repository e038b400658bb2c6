//! `GET /v1/conversations`: a page of the tenant's conversations.

use super::CursorProblem;
use super::access_problem::{AccessProblem, tenant_of};
use super::conversation_view::ConversationList;
use super::get_conversation::ReadableConversations;
use crate::application::{self, ListConversationsError, PageRequest};
use crate::domain::{ConversationFilter, ConversationState, Cursor, ExternalId, Order, PageSize};
use ferrovia::{HandlerError, Json, Request, data, handler};

/// Which conversations, and how many of them.
#[data]
#[serde(deny_unknown_fields)]
pub struct ConversationQuery {
    /// Those in this state only.
    pub state: Option<ConversationState>,
    /// Those of this customer only, by the tenant's own name for them.
    pub customer_id: Option<ExternalId>,
    /// How many at most.
    #[serde(default)]
    pub limit: PageSize,
    /// Where the page before ended: its `next_cursor`.
    pub after: Option<Cursor>,
    /// Whether the oldest stand first, or the newest.
    #[serde(default)]
    pub order: Order,
}

/// Why there is no page of conversations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum ConversationsProblem {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] CursorProblem),
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

impl From<ListConversationsError> for ConversationsProblem {
    fn from(error: ListConversationsError) -> Self {
        match error {
            ListConversationsError::Cursor(foreign) => Self::Cursor(foreign.into()),
            ListConversationsError::Access(error) => Self::Access(error.into()),
        }
    }
}

/// Lists conversations by the time they were made.
#[handler(
    route = "GET /v1/conversations",
    scopes = ["messages:read"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn list_conversations(
    request: Request<(), (), ConversationQuery>,
    conversations: ReadableConversations,
) -> Result<Json<ConversationList>, ConversationsProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let ConversationQuery {
        state,
        customer_id: customer,
        limit,
        after,
        order,
    } = request.query;
    let filter = ConversationFilter { state, customer };
    let page = PageRequest { limit, after, order };
    let page = application::list_conversations(&*conversations.store, tenant_id, &filter, page).await?;
    Ok(Json(page.into()))
}
