//! A route with path, query, body and an alias, beside a public one.

use ferrovia::{Accepted, App, Created, Either, HandlerError, NoContent, Request, data, handler};

/// A ticket's number.
#[data]
pub struct TicketId(String);

#[data]
pub struct TicketPath {
    /// Which ticket.
    id: TicketId,
}

#[data]
pub struct ReplyQuery {
    /// Whether the customer is told.
    #[serde(default = "yes")]
    notify: bool,
    /// Replies later than this one.
    after: Option<TicketId>,
    limit: Option<u32>,
}

fn yes() -> bool {
    true
}

/// What is said.
#[data]
#[serde(deny_unknown_fields)]
pub struct Reply {
    text: String,
    /// What it refers to.
    #[serde(default)]
    quotes: Vec<Reply>,
}

#[data]
pub struct Ticket {
    id: TicketId,
    replies: Vec<Reply>,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum ReplyError {
    /// There is no such ticket.
    #[error("there is no ticket `{0}`")]
    #[problem(status = 404, slug = "not-found", title = "There is no such thing")]
    NotFound(String),
    /// Somebody else is replying.
    #[error("{by} is replying")]
    #[problem(status = 409, slug = "ticket-locked", title = "The ticket is locked")]
    Locked {
        /// Who.
        by: AgentName,
    },
    /// A defect of ours.
    #[error("a secret detail")]
    Defect,
}

#[data]
pub struct AgentName(String);

impl std::fmt::Display for AgentName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Replies to a ticket. A closed ticket is opened again.
///
/// The reply is sent by e-mail, e.g. to the customer.
#[handler(
    route = "POST /v1/tickets/{id}/replies",
    scopes = ["tickets:write", "tickets:admin"],
    alias(path = "/tickets/{id}/reply", since = "2026-01-01", sunset = "2027-01-01"),
    timeout = "10s"
)]
pub async fn reply(
    request: Request<Reply, TicketPath, ReplyQuery>,
) -> Result<Either<Created<Ticket>, Accepted<Ticket>>, ReplyError> {
    let Request {
        body, path, query, ..
    } = request;
    let location = format!("/v1/tickets/{}", path.id.0);
    let body = match body.text.as_str() {
        "lost" => return Err(ReplyError::NotFound(path.id.0)),
        "locked" => {
            return Err(ReplyError::Locked {
                by: AgentName("Ana".to_owned()),
            });
        }
        "broken" => return Err(ReplyError::Defect),
        _ => Ticket {
            id: query.after.unwrap_or(path.id),
            replies: vec![body],
        },
    };
    let waits = query.limit == Some(0) || !query.notify;
    Ok(if waits {
        Either::Right(Accepted {
            location,
            retry_after_seconds: 1,
            body,
        })
    } else {
        Either::Left(Created { location, body })
    })
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    Closed,
}

/// Says whether the desk is open.
#[handler(route = "GET /readyz", public, timeout = "3s", memory_mb = 128)]
pub async fn ready(_request: Request) -> Result<NoContent, DeskError> {
    Ok(NoContent)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<reply>()
        .handler::<ready>()
}
