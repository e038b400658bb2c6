//! A former name that is no text.

use ferrovia::{App, HandlerError, data, handler};

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

#[handler(was = 7)]
async fn ask(question: Question) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
