//! Everything that may be asked for.

use ferrovia::{
    App, Append, Capability, Database, Erase, Event, EventBus, HandlerError, Invoke, LanguageModel, Launch, Port,
    Publish, Queue, Read, Resource, Secret, Send, Start, Table, Update, Write, data, handler, workflow,
};

#[data]
struct Question {
    text: String,
}

#[data]
struct Answer {
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[derive(Resource)]
#[resource(name = "platform", kind = Database, definition = Database::in_schema("app"))]
struct Platform;

#[derive(Resource)]
#[resource(name = "messages", kind = Table<Platform>)]
struct Messages;

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([LanguageModel::bedrock("amazon.nova-lite-v1:0")]))]
struct AnswerModel;

#[derive(Resource)]
#[resource(name = "pager_token", kind = Secret)]
struct PagerToken;

#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
struct PlatformBus;

#[derive(Resource)]
#[resource(name = "redrive", kind = Queue<Question>)]
struct Redrive;

#[data]
#[derive(Event)]
#[event(bus = PlatformBus, origin = "desk.messages")]
struct Answered {
    text: String,
}

trait Clock: Sync + std::marker::Send {}

/// A capability of capabilities.
#[derive(Capability)]
struct Store {
    _messages: Write<Messages>,
    _old: Erase<Messages>,
    _clock: Port<dyn Clock>,
}

/// One that its user fills.
#[derive(Capability)]
struct Both<A: Capability, B>
where
    B: Capability,
{
    _one: A,
    _other: B,
}

#[handler]
async fn classify(question: Question) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

#[workflow(kind = "express")]
async fn answer(question: Question) -> Result<Answer, AskError> {
    classify(question).await
}

#[handler]
async fn everything(
    _question: Question,
    _read: Read<Messages>,
    _append: Append<Messages>,
    _update: Update<Messages>,
    _invoke: Invoke<AnswerModel>,
    _secret: Read<PagerToken>,
    _publish: Publish<Answered>,
    _send: Send<Redrive>,
    _start: Start<answer>,
    _launch: Launch<answer>,
    _store: Store,
    _both: Both<Read<Messages>, Both<Store, Send<Redrive>>>,
) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<everything>();
}
