//! A verb that only gauges have.

use ferrovia::{App, Database, HandlerError, Report, Resource, Table, data, handler};

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

#[handler]
async fn ask(question: Question, _messages: Report<Messages>) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
