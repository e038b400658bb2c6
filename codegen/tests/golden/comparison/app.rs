//! The application that tests/comparison/ writes a second and a third time, for CDK and for SAM: what each function
//! needs is in the README there.

use ferrovia::model::Migration;
use ferrovia::{
    App, Append, Created, Database, Event, EventBus, HandlerError, Invoke, LanguageModel, Publish, Read,
    Request, Resource, Secret, Start, Table, data, handler, workflow,
};

/// Who says what.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = desk())]
pub struct Desk;

fn desk() -> Database {
    Database::in_schema("desk").migrations([Migration {
        version: 1,
        name: "messages".to_owned(),
        sql: "create table desk.messages (id text primary key, conversation text not null, text text not null);"
            .to_owned(),
    }])
}

/// One row a message, customers' and ours.
#[derive(Resource)]
#[resource(name = "messages", kind = Table<Desk>)]
pub struct Messages;

/// The key to the model that somebody else runs.
#[derive(Resource)]
#[resource(name = "model_key", kind = Secret)]
pub struct ModelKey;

/// Tells intents apart.
#[derive(Resource)]
#[resource(name = "intent", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::openai::<ModelKey>("gpt-4o-mini"),
]))]
pub struct IntentModel;

/// Writes replies.
#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::bedrock("amazon.nova-pro-v1:0"),
    LanguageModel::openai::<ModelKey>("gpt-4o-mini"),
]))]
pub struct AnswerModel;

/// What happens at the desk.
#[derive(Resource)]
#[resource(name = "events", kind = EventBus)]
pub struct Events;

/// A customer was answered.
#[data]
#[derive(Event)]
#[event(bus = Events, origin = "desk.messages")]
pub struct MessageAnswered {
    message: String,
}

#[data]
pub struct Message {
    id: String,
    conversation: String,
    text: String,
}

#[data]
pub struct Intent {
    name: String,
}

#[data]
pub struct Ask {
    text: String,
    intent: Intent,
    history: Vec<String>,
}

#[data]
pub struct Reply {
    text: String,
}

#[data]
pub struct Turn {
    message: String,
    conversation: String,
    reply: Reply,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub enum DeskError {
    /// What a step needs does not answer.
    #[error("what a step needs does not answer")]
    #[retry(max_attempts = 2, interval = "1s")]
    Unavailable,
}

/// Decides what the customer wants.
#[handler(timeout = "8s")]
pub async fn classify(message: Message, _model: Invoke<IntentModel>) -> Result<Intent, DeskError> {
    Ok(Intent { name: message.text })
}

/// Loads what was said before.
#[handler(timeout = "5s")]
pub async fn load_history(message: Message, _messages: Read<Messages>) -> Result<Vec<String>, DeskError> {
    Ok(vec![message.text])
}

/// Writes a reply.
#[handler(timeout = "16s")]
pub async fn generate(ask: Ask, _model: Invoke<AnswerModel>) -> Result<Reply, DeskError> {
    Ok(Reply {
        text: ask.history.concat() + &ask.text + &ask.intent.name,
    })
}

/// Stores the reply and announces it.
#[handler(timeout = "5s")]
pub async fn save(
    turn: Turn,
    _messages: Append<Messages>,
    _answered: Publish<MessageAnswered>,
) -> Result<Reply, DeskError> {
    Ok(turn.reply)
}

/// Answers a message.
#[workflow(kind = "express", timeout = "29s")]
pub async fn answer(message: Message) -> Result<Reply, DeskError> {
    let (intent, history) = join!(
        classify(Message {
            id: message.id,
            conversation: message.conversation,
            text: message.text
        }),
        load_history(Message {
            id: message.id,
            conversation: message.conversation,
            text: message.text
        }),
    )?;
    let reply = generate(Ask {
        text: message.text,
        intent,
        history,
    })
    .await?;
    save(Turn {
        message: message.id,
        conversation: message.conversation,
        reply,
    })
    .await
}

/// Takes a customer's message and answers it.
#[handler(route = "POST /v1/messages", scopes = ["messages:write"], timeout = "29s")]
pub async fn api(
    request: Request<Message>,
    _incoming: Append<Messages>,
    _stored: Read<Messages>,
    _answering: Start<answer>,
) -> Result<Created<Reply>, DeskError> {
    Ok(Created {
        location: format!("/v1/messages/{}", request.body.id),
        body: Reply {
            text: request.body.text,
        },
    })
}

pub fn app() -> App {
    App::new("desk", "A help desk.")
        .resource::<Desk>()
        .resource::<Messages>()
        .resource::<ModelKey>()
        .resource::<IntentModel>()
        .resource::<AnswerModel>()
        .resource::<Events>()
        .event::<MessageAnswered>()
        .handler::<api>()
        .handler::<classify>()
        .handler::<load_history>()
        .handler::<generate>()
        .handler::<save>()
        .workflow::<answer>()
}
