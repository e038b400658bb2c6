//! A verb on what is no resource.

use ferrovia::{App, HandlerError, Write, data, handler};

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

#[handler]
async fn ask(question: Question, _answers: Write<Answer>) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
