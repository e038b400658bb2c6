//! A handler with a receiver.

use ferrovia::{HandlerError, data, handler};

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

struct Desk;

impl Desk {
    #[handler]
    async fn ask(&self, question: Question) -> Result<Answer, AskError> {
        Ok(Answer { text: question.text })
    }
}

fn main() {}
