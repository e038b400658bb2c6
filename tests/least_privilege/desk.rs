//! An app that asks for what the reference application does not: each verb that no handler there has, in one handler
//! that does everything its signature permits.

use crate::account::Account;
use crate::functions::Functions;
use crate::requests::{EUROPE, token};
use crate::stack::{Choices, Stack, arn, physical};
use ferrovia::language_model::{ChatMessage, ChatRequest};
use ferrovia::{
    App, Complete, Configuration, Event, EventBus, HandlerError, Invoke, LanguageModel, Outcome, Publish,
    Queue, Read, Resource, Secret, Send, Start, TaskToken, TaskTokenValue, data, handler, workflow,
};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

/// The key to the pager.
#[derive(Resource)]
#[resource(name = "pager_token", kind = Secret)]
struct PagerToken;

/// What happens at the desk.
#[derive(Resource)]
#[resource(name = "desk", kind = EventBus)]
struct DeskEvents;

/// A ticket was closed.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
struct TicketClosed {
    id: String,
}

/// A ticket was rated.
#[data]
#[derive(Event)]
#[event(bus = DeskEvents, origin = "desk.tickets")]
struct TicketRated {
    id: String,
}

/// Letters to be sent.
#[derive(Resource)]
#[resource(name = "mail", kind = Queue<Ticket>)]
struct Mail;

/// When the desk is open.
#[data]
#[derive(Default)]
struct HoursDocument {
    until: Option<u8>,
}

/// When the desk is open.
#[derive(Resource)]
#[resource(name = "hours", kind = Configuration<HoursDocument>)]
struct Hours;

/// Tells intents apart, wherever in Europe there is room.
#[derive(Resource)]
#[resource(name = "classifier", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock_profile("eu.amazon.nova-lite-v1:0", EUROPE),
]))]
struct Classifier;

/// A ticket, and the token of the task that waits for it.
#[data]
struct Ticket {
    id: String,
    task: Option<TaskTokenValue>,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    /// Something could not be done.
    #[error("{what}")]
    Refused { what: String },
}

fn refused(error: impl std::fmt::Display) -> DeskError {
    DeskError::Refused {
        what: error.to_string(),
    }
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum WaitError {
    /// Nobody came.
    #[error("nobody came")]
    #[timeout]
    TimedOut,
}

/// Waits for an agent.
#[handler(wait = "3d", heartbeat = "1h")]
async fn hand_over(ticket: Ticket, token: TaskToken<String>) -> Result<(), WaitError> {
    let _stored = (ticket.id, token.into_value());
    Ok(())
}

/// Hands a ticket to an agent.
#[workflow(kind = "standard", timeout = "7d", was = "hand_up")]
async fn escalate(ticket: Ticket) -> Result<String, WaitError> {
    Ok(hand_over(ticket).await?)
}

/// Does everything that it may.
#[handler(timeout = "20s", was = ["all", "anything"])]
#[expect(
    clippy::too_many_arguments,
    reason = "each parameter is a permission, and this handler has all"
)]
async fn everything(
    ticket: Ticket,
    pager: Read<PagerToken>,
    closed: Publish<TicketClosed>,
    rated: Publish<TicketRated>,
    mail: Send<Mail>,
    escalating: Start<escalate>,
    handing_over: Complete<hand_over>,
    model: Invoke<Classifier>,
    hours: Read<Hours>,
) -> Result<String, DeskError> {
    if hours.document().await.until != Some(18) {
        return Err(refused("the hours are not those that AppConfig says"));
    }
    let id = || ticket.id.clone();
    pager.value().await.map_err(refused)?;
    closed
        .publish(&[TicketClosed { id: id() }])
        .await
        .map_err(refused)?;
    rated
        .publish(&[TicketRated { id: id() }])
        .await
        .map_err(refused)?;
    mail.send(&ticket).await.map_err(refused)?;
    let Outcome::Started { .. } = escalating.start(&ticket.id, &ticket).await.map_err(refused)? else {
        return Err(refused("nothing was started"));
    };
    if let Some(task) = &ticket.task {
        handing_over.heartbeat(task).await.map_err(refused)?;
        handing_over.succeed(task, &id()).await.map_err(refused)?;
        handing_over
            .fail(task, &WaitError::TimedOut)
            .await
            .map_err(refused)?;
    }
    let mut question = ChatRequest::new(Instant::now() + Duration::from_secs(300));
    question.messages = vec![ChatMessage::user("Where is my order?")];
    let [model] = &**model else {
        return Err(refused("there is one model"));
    };
    Ok(model.complete(&question).await.map_err(refused)?.text)
}

fn app() -> App {
    // The physical names are those of every other stack here.
    App::new("atendimento", "A help desk.")
        .resource::<PagerToken>()
        .resource::<DeskEvents>()
        .resource::<Mail>()
        .resource::<Hours>()
        .resource::<Classifier>()
        .event::<TicketClosed>()
        .event::<TicketRated>()
        .handler::<hand_over>()
        .handler::<everything>()
        .workflow::<escalate>()
}

/// The desk, as codegen would deploy it.
pub(crate) async fn deploy() -> Functions {
    let repository = tempfile::tempdir().unwrap();
    for (path, text) in codegen::emit(&app().model().check().unwrap()).iter() {
        let path = repository.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let stack = Stack::read(&Choices {
        folder: repository.path().join("terraform/stack"),
        ..Choices::default()
    });
    Functions::deploy(app(), Account::new(|input| input), stack).await
}

/// Runs a handler through everything that its signature permits.
pub(crate) async fn run(functions: &Functions, handler: &str) -> Result<(), String> {
    let task = token(&machine());
    let (event, expected) = match handler {
        "anything" => (
            json!({ "id": "7", "task": task }),
            json!("It left our warehouse yesterday."),
        ),
        _ => (
            json!({ "input": { "id": "7", "task": null }, "task_token": task }),
            Value::Null,
        ),
    };
    let answer = functions.invoke(handler, &[], event).await?;
    if answer == expected {
        Ok(())
    } else {
        Err(answer.to_string())
    }
}

pub(crate) fn machine() -> String {
    arn("states", &format!("stateMachine:{}", physical("hand_up")))
}
