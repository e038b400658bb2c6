//! A desk where people meet, work and decide; and it, running.

use ferrovia::{
    App, Complete, Env, HandlerError, Json, Port, Request, TaskToken, TaskTokenValue, TaskTokens,
    WorkflowStarter, data, handler, workflow,
};
use ferrovia_local::{Console, Documents, Functions, Workflows};
use std::io::Write;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use tokio::runtime::Handle;
use tokio::sync::{Barrier, mpsc};

#[data]
pub(crate) struct Pair {
    pub(crate) one: String,
    pub(crate) other: String,
}

#[data]
pub(crate) struct Person {
    pub(crate) name: String,
}

#[data]
pub(crate) struct Job {
    /// How often it fails before it succeeds.
    pub(crate) failures: u32,
    pub(crate) broken: bool,
}

#[data]
pub(crate) struct Question {
    pub(crate) text: String,
}

#[data]
pub(crate) struct Decision {
    pub(crate) yes: bool,
}

#[derive(Debug, Clone, thiserror::Error, HandlerError)]
pub(crate) enum DeskError {
    /// Later it may work.
    #[error("the desk is busy")]
    #[retry(max_attempts = 2, interval = "1s", max_delay = "2s")]
    Busy,
    /// A part is missing.
    #[error("{part} is broken")]
    Broken { part: String },
}

/// What happens at the desk.
pub(crate) struct World {
    meeting: Barrier,
    attempts: AtomicU32,
    tokens: mpsc::UnboundedSender<TaskTokenValue>,
    decisions: mpsc::UnboundedSender<bool>,
}

/// Waits until the other is there too.
#[handler]
pub(crate) async fn meet(person: Person, world: Port<World>) -> Result<Person, DeskError> {
    world.meeting.wait().await;
    Ok(person)
}

#[handler]
pub(crate) async fn labour(job: Job, world: Port<World>) -> Result<u32, DeskError> {
    let attempt = world.attempts.fetch_add(1, Ordering::SeqCst) + 1;
    if job.broken {
        let part = "the lamp".to_owned();
        return Err(DeskError::Broken { part });
    }
    if attempt <= job.failures {
        return Err(DeskError::Busy);
    }
    Ok(attempt)
}

#[handler(wait = "1h")]
pub(crate) async fn ask(
    question: Question,
    token: TaskToken<Decision>,
    world: Port<World>,
) -> Result<(), DeskError> {
    if question.text.is_empty() {
        let part = "the question".to_owned();
        return Err(DeskError::Broken { part });
    }
    world.tokens.send(token.into_value()).unwrap();
    Ok(())
}

/// Nobody calls it: it shows that somebody may answer.
#[handler]
pub(crate) async fn decide(token: TaskTokenValue, asked: Complete<ask>) -> Result<(), DeskError> {
    let answered = asked.succeed(&token, &Decision { yes: true }).await;
    answered.map_err(|_| DeskError::Busy)
}

#[handler]
pub(crate) async fn conclude(decision: Decision, world: Port<World>) -> Result<Decision, DeskError> {
    world.decisions.send(decision.yes).unwrap();
    Ok(decision)
}

/// Two meet.
#[workflow(kind = "express")]
pub(crate) async fn gather(pair: Pair) -> Result<Pair, DeskError> {
    let (one, other) = join!(meet(Person { name: pair.one }), meet(Person { name: pair.other }))?;
    Ok(Pair {
        one: one.name,
        other: other.name,
    })
}

/// One works.
#[workflow(kind = "express")]
pub(crate) async fn toil(job: Job) -> Result<u32, DeskError> {
    labour(job).await
}

/// Somebody decides.
#[workflow(kind = "standard", timeout = "1d")]
pub(crate) async fn consult(question: Question) -> Result<Decision, DeskError> {
    let decision = match ask(question).await {
        Ok(decision) => decision,
        Err(DeskError::Broken { .. }) => return conclude(Decision { yes: false }).await,
        Err(other) => return Err(other),
    };
    conclude(decision).await
}

#[data]
pub(crate) struct GreetingPath {
    pub(crate) name: String,
}

#[data]
pub(crate) struct GreetingQuery {
    pub(crate) times: Option<u32>,
}

#[data]
pub(crate) struct GreetingHeaders {
    pub(crate) x_title: Option<String>,
    pub(crate) cookie: Option<String>,
}

/// Greets, without asking who asks.
#[handler(route = "GET /v1/greetings/{name}", public)]
pub(crate) async fn greet(
    request: Request<(), GreetingPath, GreetingQuery, GreetingHeaders>,
) -> Result<Json<Vec<String>>, DeskError> {
    let headers = request.headers;
    let greeting = match (request.path.name.as_str(), headers.x_title, headers.cookie) {
        ("panic", ..) => panic!("nobody of that name"),
        (name, Some(title), None) => format!("Hello {title} {name}"),
        (name, ..) => format!("Hello {name}"),
    };
    let times = request.query.times.unwrap_or(1);
    Ok(Json((0..times).map(|_| greeting.clone()).collect()))
}

/// More exact than the other.
#[handler(route = "GET /v1/greetings/default", public)]
pub(crate) async fn greet_by_default(_: Request) -> Result<Json<String>, DeskError> {
    Ok(Json("Hello whoever you are".to_owned()))
}

/// Takes longer than it may.
#[handler(route = "GET /v1/patience", public, timeout = "1s")]
pub(crate) async fn wait_for_ever(_: Request) -> Result<Json<String>, DeskError> {
    std::future::pending().await
}

/// For callers with one scope.
#[handler(route = "GET /v1/desk", scopes = ["desk:read"])]
pub(crate) async fn show(request: Request) -> Result<Json<String>, DeskError> {
    let caller = request.caller.unwrap();
    Ok(Json(format!(
        "{} of {}: {}",
        caller.subject,
        caller.tenant,
        caller.scopes.join(" ")
    )))
}

pub(crate) fn app() -> App {
    App::new("desk", "A desk.")
        .handler::<meet>()
        .handler::<labour>()
        .handler::<ask>()
        .handler::<decide>()
        .handler::<conclude>()
        .handler::<greet>()
        .handler::<greet_by_default>()
        .handler::<wait_for_ever>()
        .handler::<show>()
        .workflow::<gather>()
        .workflow::<toil>()
        .workflow::<consult>()
}

/// What was printed.
#[derive(Clone, Default)]
pub(crate) struct Printed(Arc<Mutex<Vec<u8>>>);

impl Printed {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Printed {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The desk, running.
pub(crate) struct Desk {
    pub(crate) functions: Arc<Functions>,
    pub(crate) workflows: Arc<Workflows>,
    pub(crate) printed: Printed,
    pub(crate) tokens: mpsc::UnboundedReceiver<TaskTokenValue>,
    pub(crate) decisions: mpsc::UnboundedReceiver<bool>,
}

impl Desk {
    pub(crate) async fn open() -> Self {
        let app = app();
        let checked = app.as_model().clone().check().unwrap();
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in codegen::asl::emit(&checked).iter() {
            std::fs::write(folder.path().join(path), text).unwrap();
        }
        let documents = Documents::read(folder.path(), &checked).unwrap();
        let printed = Printed::default();
        let workflows = Arc::new(Workflows::new(documents, Console::to(printed.clone())));
        let (tokens, received) = mpsc::unbounded_channel();
        let (decisions, decided) = mpsc::unbounded_channel();
        let world = Arc::new(World {
            meeting: Barrier::new(2),
            attempts: AtomicU32::new(0),
            tokens,
            decisions,
        });
        let functions = Functions::start(&app, Handle::current(), |_| {
            Env::default()
                .bind::<World>(Arc::clone(&world))
                .bind::<dyn TaskTokens>(workflows.clone())
                .bind::<dyn WorkflowStarter>(workflows.clone())
        });
        let functions = Arc::new(functions.unwrap());
        workflows.run(&functions).await.unwrap();
        Self {
            functions,
            workflows,
            printed,
            tokens: received,
            decisions: decided,
        }
    }
}
