//! Headers that cannot be read.

use ferrovia::{App, HandlerError, Json, Request, data, handler};

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

struct Key {
    idempotency_key: String,
}

#[handler(route = "POST /v1/questions", public)]
async fn ask(request: Request<Question, (), (), Key>) -> Result<Json<Answer>, AskError> {
    Ok(Json(Answer {
        text: request.body.text,
    }))
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
