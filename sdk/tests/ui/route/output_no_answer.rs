//! A route whose output is no answer.

use ferrovia::{App, HandlerError, Request, data, handler};

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

#[handler(route = "POST /v1/questions", public)]
async fn ask(request: Request<Question>) -> Result<Answer, AskError> {
    Ok(Answer {
        text: request.body.text,
    })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
