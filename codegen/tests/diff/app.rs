//! A help desk with something of everything that can change.

use ferrovia::model::Migration;
use ferrovia::{
    App, Append, Complete, Configuration, Created, Database, ETag, Erase, Event, EventBus, HandlerError,
    IfMatch, Invoke, Json, LanguageModel, NoContent, Publish, Queue, Read, Request, Resource, Secret, Send,
    Start, Table, TaskToken, TaskTokenValue, WithHeaders, data, handler, workflow,
};

/// The key for OpenAI.
#[derive(Resource)]
#[resource(name = "openai_key", kind = Secret)]
pub struct OpenAiKey;

/// Tells what a customer wants.
#[derive(Resource)]
#[resource(name = "intent", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock("amazon.nova-micro-v1:0"),
    LanguageModel::openai::<OpenAiKey>("gpt-4o-mini"),
]))]
pub struct IntentModel;

/// The desk's data.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    let tables = "create table desk.tickets (id uuid); create table desk.notes (id uuid);";
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "tables".to_owned(),
        sql: tables.to_owned(),
    }])
}

/// What customers asked.
#[derive(Resource)]
#[resource(name = "tickets", kind = Table<Desk>)]
pub struct Tickets;

/// What agents noted.
#[derive(Resource)]
#[resource(name = "notes", kind = Table<Desk>)]
pub struct Notes;

/// What happens at the desk.
#[derive(Resource)]
#[resource(name = "desk_events", kind = EventBus)]
pub struct DeskEvents;

/// Why a ticket ended.
#[data]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    Solved,
    GivenUp,
}

/// A ticket was closed.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
pub struct TicketClosed {
    id: TicketId,
    reason: Reason,
    by: Option<String>,
}

/// A letter to a customer.
#[data]
pub struct Letter {
    to: String,
    text: String,
    copy_to: Option<String>,
}

/// When the desk is open.
#[data]
#[derive(Default)]
pub struct HoursDocument {
    from: u8,
    until: Option<u8>,
}

/// When the desk is open.
#[derive(Resource)]
#[resource(name = "hours", kind = Configuration<HoursDocument>)]
pub struct Hours;

/// Letters to be sent.
#[derive(Resource)]
#[resource(name = "mail", kind = Queue<Letter>)]
pub struct Mail;

/// A ticket's number.
#[data]
pub struct TicketId(String);

/// What a customer asks.
#[data]
pub struct Question {
    text: String,
    urgent: Option<bool>,
}

/// How a customer is answered.
#[data]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Answer {
    Text { text: String },
    Link { url: String },
}

/// A ticket.
#[data]
pub struct Ticket {
    id: TicketId,
    answers: Vec<Answer>,
    opened_by: Option<String>,
    replies: u32,
}

/// What the customer wants.
#[data]
pub struct Intent {
    name: String,
}

/// What the agent made of it.
#[data]
pub struct Handled {
    note: String,
    minutes: Option<u32>,
}

#[data]
pub struct Close {
    token: TaskTokenValue,
    id: TicketId,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// The desk is closed.
    #[error("the desk is closed")]
    #[problem(status = 503, slug = "desk-closed", title = "The desk is closed")]
    Closed,
    /// There is no such ticket.
    #[error("there is no such ticket")]
    #[problem(status = 404, slug = "not-found", title = "There is no such thing")]
    NotFound,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum ModelError {
    /// The model is busy.
    #[error("the model is busy")]
    #[retry(max_attempts = 2, interval = "1s")]
    Busy,
    /// The model declines.
    #[error("the model declines")]
    Declined { why: String },
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum HandOverError {
    /// No agent took it in time.
    #[error("no agent took it in time")]
    #[timeout]
    TimedOut,
    /// The agent sent it back.
    #[error("{by} sent it back")]
    Refused { by: String },
}

/// Opens a ticket.
#[handler(
    route = "POST /v1/tickets",
    scopes = ["tickets:write", "tickets:admin"],
    alias(path = "/tickets", since = "2026-01-01", sunset = "2027-01-01"),
    timeout = "10s"
)]
pub async fn open(
    request: Request<Question>,
    _tickets: Append<Tickets>,
    _resolving: Start<resolve>,
) -> Result<Created<Ticket>, DeskError> {
    let body = Ticket {
        id: TicketId(request.body.text),
        answers: Vec::new(),
        opened_by: None,
        replies: 0,
    };
    let location = "/v1/tickets/1".to_owned();
    Ok(Created { location, body })
}

#[data]
pub struct NoteHeaders {
    if_match: Option<IfMatch>,
}

#[data]
pub struct Tagged {
    etag: ETag,
}

#[data]
pub struct NoteLimits {
    ratelimit: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum NoteError {
    /// Too many notes.
    #[error("too many notes")]
    #[problem(status = 429, slug = "too-many", title = "There are too many notes")]
    TooMany {
        #[retry_after]
        after: u32,
        #[headers]
        limits: NoteLimits,
        /// How many there may be.
        most: u32,
    },
}

/// Changes the note on the desk.
#[handler(route = "PUT /v1/note", scopes = ["tickets:admin"])]
pub async fn note(
    request: Request<Close, (), (), NoteHeaders>,
) -> Result<WithHeaders<Json<Intent>, Tagged>, NoteError> {
    let _conditions = request.headers;
    Ok(WithHeaders {
        answer: Json(Intent {
            name: request.body.id.0,
        }),
        headers: Tagged { etag: ETag::from(1) },
    })
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum NoError {}

/// Says whether the desk is open, as it did before.
#[handler(
    route = "GET /v1/ready",
    public,
    timeout = "3s",
    memory_mb = 128,
    deprecated(since = "2026-01-01", sunset = "2027-01-01", successor = ready)
)]
pub async fn ready_as_before(_request: Request) -> Result<NoContent, NoError> {
    Ok(NoContent)
}

/// Says whether the desk is open.
#[handler(route = "GET /readyz", public, timeout = "3s", memory_mb = 128)]
pub async fn ready(_request: Request) -> Result<NoContent, DeskError> {
    Ok(NoContent)
}

/// Decides what the customer wants.
#[handler(timeout = "20s", memory_mb = 256)]
pub async fn classify(question: Question, _model: Invoke<IntentModel>) -> Result<Intent, ModelError> {
    Ok(Intent { name: question.text })
}

/// Looks for what is known already.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn look_up(
    question: Question,
    _tickets: Read<Tickets>,
    _notes: Read<Notes>,
) -> Result<Intent, DeskError> {
    Ok(Intent { name: question.text })
}

/// Puts a question into the agents' queue, and waits for one of them.
#[handler(timeout = "20s", wait = "3d", heartbeat = "1h")]
pub async fn hand_over(
    question: Question,
    token: TaskToken<Handled>,
    _mail: Send<Mail>,
    _hours: Read<Hours>,
) -> Result<(), HandOverError> {
    let _stored = (question.text, token.into_value());
    Ok(())
}

/// The agent is done.
#[handler]
pub async fn close(
    close: Close,
    handing_over: Complete<hand_over>,
    _closed: Publish<TicketClosed>,
) -> Result<(), DeskError> {
    let handled = Handled {
        note: close.id.0,
        minutes: None,
    };
    let answered = handing_over.succeed(&close.token, &handled).await;
    answered.map_err(|_| DeskError::Closed)
}

/// Forgets what is old; an operator calls it.
#[handler(timeout = "60s")]
pub async fn purge(days: u32, _tickets: Erase<Tickets>) -> Result<u32, DeskError> {
    Ok(days)
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum ResolveError {
    /// The model failed.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// Nobody took it.
    #[error(transparent)]
    HandOver(#[from] HandOverError),
}

/// Answers a question, by a person in the end.
#[workflow(kind = "standard", timeout = "7d")]
pub async fn resolve(question: Question) -> Result<Handled, ResolveError> {
    let intent = classify(question).await?;
    let known = look_up(question).await?;
    if intent.name == known.name {
        return Ok(Handled {
            note: known.name,
            minutes: None,
        });
    }
    Ok(hand_over(question).await?)
}

/// Says at once what a question is about.
#[workflow(kind = "express", timeout = "60s")]
pub async fn triage(question: Question) -> Result<Intent, ResolveError> {
    Ok(classify(question).await?)
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<OpenAiKey>()
        .resource::<IntentModel>()
        .resource::<Desk>()
        .resource::<Tickets>()
        .resource::<Notes>()
        .resource::<DeskEvents>()
        .resource::<Mail>()
        .resource::<Hours>()
        .event::<TicketClosed>()
        .handler::<open>()
        .handler::<note>()
        .handler::<ready>()
        .handler::<ready_as_before>()
        .handler::<classify>()
        .handler::<look_up>()
        .handler::<hand_over>()
        .handler::<close>()
        .handler::<purge>()
        .workflow::<resolve>()
        .workflow::<triage>()
}

/// The same workflows, written otherwise: a case takes their bodies from here.
pub mod variants {
    use super::{Handled, Intent, Question, ResolveError, classify, hand_over, look_up};
    use ferrovia::{App, workflow};

    /// Answers a question, by a person in the end: looks first.
    #[workflow(kind = "standard", timeout = "7d")]
    pub async fn resolve_swapped(question: Question) -> Result<Handled, ResolveError> {
        let known = look_up(question).await?;
        let intent = classify(question).await?;
        if intent.name == known.name {
            return Ok(Handled {
                note: known.name,
                minutes: None,
            });
        }
        Ok(hand_over(question).await?)
    }

    /// Answers a question without looking.
    #[workflow(kind = "standard", timeout = "7d")]
    pub async fn resolve_without_look_up(question: Question) -> Result<Handled, ResolveError> {
        let intent = classify(question).await?;
        if intent.name == "known" {
            return Ok(Handled {
                note: intent.name,
                minutes: None,
            });
        }
        Ok(hand_over(question).await?)
    }

    /// Says at once what a question is about, after looking.
    #[workflow(kind = "express", timeout = "60s")]
    pub async fn triage_with_look_up(question: Question) -> Result<Intent, ResolveError> {
        let known = look_up(question).await?;
        if known.name == "known" {
            return Ok(known);
        }
        Ok(classify(question).await?)
    }

    pub fn app() -> App {
        App::new("desk", "A help desk.")
            .workflow::<resolve_swapped>()
            .workflow::<resolve_without_look_up>()
            .workflow::<triage_with_look_up>()
    }
}
