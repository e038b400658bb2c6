//! `GET /v1/handovers`: a page of the agents' queue.

use super::CursorProblem;
use super::access_problem::tenant_of;
use super::get_handover::ReadableHandovers;
use super::handover::{AgentError, HandoverView};
use crate::application::{self, ListHandoversError, PageRequest};
use crate::domain::{Cursor, Handover, HandoverStatus, Order, Page, PageSize};
use ferrovia::{HandlerError, Json, Request, data, handler};

/// Which hand-overs, and how many of them.
#[data]
#[serde(deny_unknown_fields)]
pub struct HandoverQuery {
    /// Those that have come so far only: `waiting` is the queue.
    pub status: Option<HandoverStatus>,
    /// How many at most.
    #[serde(default)]
    pub limit: PageSize,
    /// Where the page before ended: its `next_cursor`.
    pub after: Option<Cursor>,
}

/// A page of hand-overs.
#[data]
pub struct HandoverList {
    /// Always `list`.
    pub object: String,
    /// The hand-overs, the one that was asked for first before the others.
    pub data: Vec<HandoverView>,
    /// Whether there are more.
    pub has_more: bool,
    /// Where the next page begins: pass it as `after`.
    pub next_cursor: Option<Cursor>,
}

impl From<Page<Handover>> for HandoverList {
    fn from(page: Page<Handover>) -> Self {
        Self {
            object: "list".to_owned(),
            data: page.items.into_iter().map(Into::into).collect(),
            has_more: page.next.is_some(),
            next_cursor: page.next,
        }
    }
}

/// Why there is no page of hand-overs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum HandoversProblem {
    /// The cursor is not one of this list.
    #[error(transparent)]
    Cursor(#[from] CursorProblem),
    /// They cannot be had.
    #[error(transparent)]
    Agent(#[from] AgentError),
}

impl From<ListHandoversError> for HandoversProblem {
    fn from(error: ListHandoversError) -> Self {
        match error {
            ListHandoversError::Cursor(foreign) => Self::Cursor(foreign.into()),
            ListHandoversError::Store(error) => Self::Agent(error.into()),
        }
    }
}

/// Lists hand-overs, the one that was asked for first before the others.
#[handler(
    route = "GET /v1/handovers",
    scopes = ["agent"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn list_handovers(
    request: Request<(), (), HandoverQuery>,
    handovers: ReadableHandovers,
) -> Result<Json<HandoverList>, HandoversProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(AgentError::from)?;
    let HandoverQuery { status, limit, after } = request.query;
    let page = PageRequest {
        limit,
        after,
        order: Order::Asc,
    };
    let page = application::list_handovers(&*handovers.store, tenant_id, status, page).await?;
    Ok(Json(page.into()))
}
