//! Starting what is no workflow.

use ferrovia::{App, HandlerError, Start, data, handler};

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
async fn classify(question: Question) -> Result<Question, AskError> {
    Ok(question)
}
#[handler]
async fn ask(question: Question, _classify: Start<classify>) -> Result<Answer, AskError> {
    Ok(Answer { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
