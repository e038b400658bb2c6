//! A route without a path.

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

#[handler(route = "/v1/questions", public)]
async fn ask(request: Request<Question>) -> Result<Json<Answer>, AskError> {
    Ok(Json(Answer {
        text: request.body.text,
    }))
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
