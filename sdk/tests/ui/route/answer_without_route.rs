//! An answer without a route.

use ferrovia::{App, HandlerError, Json, data, handler};

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

#[handler(timeout = "5s")]
async fn ask(question: Question) -> Result<Json<Answer>, AskError> {
    Ok(Json(Answer { text: question.text }))
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
