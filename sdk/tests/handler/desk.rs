//! A small app, and the surroundings it needs.

use async_trait::async_trait;
use ferrovia::model::{Kind, Migration};
use ferrovia::{
    Accepted, App, Created, Database, Either, Env, Event, EventBus, EventPublisher, ExecutionOutcome,
    HandlerError, Json, NoContent, Outcome, PortError, Publish, Request, Resource, Start, Table,
    WorkflowStarter, Write, data, handler, workflow,
};
use serde_json::{Value, json};
use std::sync::Arc;

/// All data.
#[derive(Resource)]
#[resource(name = "platform", kind = Database, definition = Database::in_schema("app").migrations(migrations()))]
pub(crate) struct Platform;

fn migrations() -> [Migration; 1] {
    let (name, sql) = (
        "tickets".to_owned(),
        "create table app.tickets (id int primary key)".to_owned(),
    );
    [Migration {
        version: 1,
        name,
        sql,
    }]
}

/// What is said.
#[derive(Resource)]
#[resource(name = "tickets", kind = Table<Platform>)]
pub(crate) struct Tickets;

/// What happens.
#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
pub(crate) struct PlatformBus;

/// A ticket was opened.
#[data]
#[derive(Event)]
#[event(bus = PlatformBus, origin = "desk.tickets")]
pub(crate) struct Opened {
    pub(crate) id: u32,
}

#[data]
#[serde(deny_unknown_fields)]
pub(crate) struct Ticket {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
}

#[data]
pub(crate) struct TicketPath {
    pub(crate) id: u32,
}

#[data]
pub(crate) struct Page {
    pub(crate) limit: Option<u32>,
    pub(crate) closed: Option<bool>,
    pub(crate) like: Option<String>,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub(crate) enum DeskError {
    /// The desk is busy.
    #[error("the desk is busy until {until}")]
    #[retry(max_attempts = 3, interval = "2s", rate = 1.5, max_delay = "1m")]
    #[problem(status = 503, slug = "desk-busy", title = "The desk is busy")]
    Busy { until: u32 },
    /// The desk is closed.
    #[error("the key is under the mat")]
    Closed,
}

/// Where `open` begins.
pub(crate) const OPEN: u32 = line!();

/// Opens a ticket.
///
/// It is numbered.
#[handler(timeout = "2m", memory_mb = 512)]
pub(crate) async fn open(
    ticket: Ticket,
    _tickets: Write<Tickets>,
    opened: Publish<Opened>,
) -> Result<u32, DeskError> {
    match ticket.title.as_str() {
        "busy" => Err(DeskError::Busy { until: 12 }),
        "closed" => Err(DeskError::Closed),
        "panic" => panic!("the desk burns"),
        _ => {
            let sent = opened.publish(&[Opened { id: 7 }]).await;
            sent.map(|()| 7).map_err(|_| DeskError::Closed)
        }
    }
}

/// Answers a ticket.
#[workflow(kind = "express")]
pub(crate) async fn answer(ticket: Ticket) -> Result<u32, DeskError> {
    open(ticket).await
}

/// Where `post_ticket` begins.
pub(crate) const POST: u32 = line!();

/// Takes a ticket.
#[handler(
    route = "POST /v1/tickets",
    scopes = ["tickets:write", "admin"],
    alias(path = "/ticket", since = "2026-11-01", sunset = "2027-11-01")
)]
pub(crate) async fn post_ticket(
    Request {
        body,
        caller,
        id,
        by_alias,
        ..
    }: Request<Ticket>,
    answer: Start<answer>,
) -> Result<Either<Created<Value>, Accepted<()>>, DeskError> {
    let caller = caller.map(|caller| json!([caller.subject, caller.tenant, caller.scopes]));
    match answer.start(&id, &body).await {
        Ok(Outcome::Succeeded(number)) => Ok(Either::Left(Created {
            location: format!("/v1/tickets/{number}"),
            body: json!({ "number": number, "title": body.title, "caller": caller, "by_alias": by_alias }),
        })),
        Ok(Outcome::Started { .. }) => {
            let location = "/v1/tickets/7".to_owned();
            Ok(Either::Right(Accepted {
                location,
                retry_after_seconds: 2,
                body: (),
            }))
        }
        Ok(Outcome::Failed(error)) => Err(error),
        Ok(Outcome::Broken { .. }) | Err(_) => Err(DeskError::Closed),
    }
}

/// Shows a ticket.
#[handler(
    route = "GET /v1/tickets/{id}",
    public,
    alias(path = "/ticket/{id}/show", since = "2026-11-01", sunset = "2027-11-01")
)]
pub(crate) async fn show_ticket(request: Request<(), TicketPath, Page>) -> Result<Json<Value>, DeskError> {
    let Page { limit, closed, like } = request.query;
    Ok(Json(json!([
        request.path.id,
        limit,
        closed,
        like,
        request.by_alias
    ])))
}

/// Tells a ticket's number.
#[handler(
    route = "GET /v1/numbers/{id}",
    public,
    deprecated(since = "2026-11-01", sunset = "2027-11-01", successor = show_ticket)
)]
pub(crate) async fn show_number(request: Request<(), TicketPath>) -> Result<Json<u32>, DeskError> {
    Ok(Json(request.path.id))
}

/// Forgets a ticket.
#[handler(route = "DELETE /v1/tickets/{id}", scopes = ["admin"])]
pub(crate) async fn forget_ticket(_: Request<(), TicketPath>) -> Result<NoContent, DeskError> {
    Ok(NoContent)
}

pub(crate) fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Platform>()
        .resource::<Tickets>()
        .resource::<PlatformBus>()
        .event::<Opened>()
        .handler::<open>()
        .workflow::<answer>()
        .handler::<post_ticket>()
        .handler::<show_ticket>()
        .handler::<forget_ticket>()
        .handler::<show_number>()
}

/// A bus that takes everything.
pub(crate) struct Bus;

#[async_trait]
impl EventPublisher for Bus {
    async fn publish(
        &self,
        bus: &str,
        origin: &str,
        name: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError> {
        assert_eq!((bus, origin, name), ("platform", "desk.tickets", "Opened"));
        assert_eq!(details, [json!({ "id": 7 })]);
        Ok(())
    }
}

/// Machines whose end the ticket's title tells.
pub(crate) struct Machines;

#[async_trait]
impl WorkflowStarter for Machines {
    async fn start(
        &self,
        workflow: &str,
        kind: Kind,
        execution: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        assert_eq!((workflow, kind), ("answer", Kind::Express));
        assert!(!execution.is_empty());
        let failed = |error: &str, cause: &str| ExecutionOutcome::Failed {
            error: error.to_owned(),
            cause: cause.to_owned(),
        };
        Ok(match input["title"].as_str().unwrap() {
            "busy" => failed("DeskError.Busy", r#"{"message":"busy","data":{"until":9}}"#),
            "broken" => failed("States.Runtime", "the machine is broken"),
            "closed" => failed("DeskError.Closed", r#"{"message":"closed","data":null}"#),
            "slow" => ExecutionOutcome::TimedOut,
            "later" => ExecutionOutcome::Started {
                execution: "arn".to_owned(),
            },
            _ => ExecutionOutcome::Succeeded(json!(7)),
        })
    }

    async fn launch(&self, workflow: &str, _: &str, _: Value) -> Result<String, PortError> {
        Err(PortError::Refused {
            service: "machines",
            detail: format!("nobody launches `{workflow}`"),
        })
    }
}

/// Everything the app needs.
pub(crate) fn env() -> Env {
    let variables = [("DATABASE_URL", "postgres://db/app")];
    Env::new(
        variables
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into(),
    )
    .bind::<dyn EventPublisher>(Arc::new(Bus))
    .bind::<dyn WorkflowStarter>(Arc::new(Machines))
}
