//! A route with path, query, body and an alias, beside a public one.

use ferrovia::{
    Accepted, App, Created, ETag, Either, HandlerError, IfMatch, NoContent, PreconditionFailed, Request,
    WithHeaders, data, handler,
};

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

#[data]
pub struct ReplyHeaders {
    /// The version of the ticket that is replied to.
    if_match: Option<IfMatch>,
    /// How patient the client is.
    prefer: Option<Preference>,
}

#[data]
#[serde(rename_all = "kebab-case")]
pub enum Preference {
    RespondAsync,
}

/// What is left of a limit.
#[data]
pub struct Limits {
    /// The policies and what is left of each.
    ratelimit: String,
    preference_applied: Option<String>,
}

#[data]
pub struct Tagged {
    etag: ETag,
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
        /// Since when.
        since: Option<u32>,
    },
    /// The customer wrote too much.
    #[error("too many replies")]
    #[problem(
        status = 429,
        type = "https://iana.org/assignments/http-problem-types#quota-exceeded",
        title = "The quota is exceeded"
    )]
    Exceeded {
        /// Until there is quota again, in seconds.
        #[retry_after]
        after: u32,
        #[headers]
        limits: Limits,
        /// Which.
        #[member = "violated-policies"]
        policies: Vec<String>,
    },
    /// The ticket has changed.
    #[error(transparent)]
    Changed(#[from] PreconditionFailed),
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
    request: Request<Reply, TicketPath, ReplyQuery, ReplyHeaders>,
) -> Result<Either<WithHeaders<Created<Ticket>, Tagged>, Accepted<Ticket>>, ReplyError> {
    let Request {
        body,
        path,
        query,
        headers,
        ..
    } = request;
    let etag = ETag::from(7);
    if let Some(versions) = headers.if_match {
        versions.check(Some(&etag)).map_err(ReplyError::Changed)?;
    }
    let location = format!("/v1/tickets/{}", path.id.0);
    let body = match body.text.as_str() {
        "lost" => return Err(ReplyError::NotFound(path.id.0)),
        "locked" => {
            return Err(ReplyError::Locked {
                by: AgentName("Ana".to_owned()),
                since: None,
            });
        }
        "much" => {
            return Err(ReplyError::Exceeded {
                after: 9,
                limits: Limits {
                    ratelimit: "\"customer\";r=0;t=9".to_owned(),
                    preference_applied: None,
                },
                policies: vec!["customer".to_owned()],
            });
        }

        "broken" => return Err(ReplyError::Defect),
        _ => Ticket {
            id: query.after.unwrap_or(path.id),
            replies: vec![body],
        },
    };
    let waits = query.limit == Some(0) || !query.notify || headers.prefer.is_some();
    Ok(if waits {
        Either::Right(Accepted {
            location,
            retry_after_seconds: 1,
            body,
        })
    } else {
        Either::Left(WithHeaders {
            answer: Created { location, body },
            headers: Tagged { etag },
        })
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

/// Says whether the desk is open, as it did before.
#[handler(
    route = "GET /v1/open",
    public,
    timeout = "3s",
    memory_mb = 128,
    deprecated(since = "2026-06-01", sunset = "2027-06-01", successor = ready)
)]
pub async fn open(_request: Request) -> Result<NoContent, DeskError> {
    Ok(NoContent)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<reply>()
        .handler::<ready>()
        .handler::<open>()
}
