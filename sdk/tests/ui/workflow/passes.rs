//! Private steps and workflows: nothing is unused, nothing shadows, nothing warns.
#![deny(warnings)]

use ferrovia::{HandlerError, data, handler, workflow};

#[data]
struct Question {
    text: String,
    urgent: bool,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    /// Nobody knows.
    #[error("nobody knows")]
    Unknown,
}

type Asked = Result<String, AskError>;

#[handler]
async fn ask(question: Question) -> Asked {
    if question.urgent { Err(AskError::Unknown) } else { Ok(question.text) }
}

mod limits {
    pub const RETRIES: u32 = 2;
}

/// Asks once more.
#[workflow(kind = "express")]
async fn persist(question: Question) -> Asked {
    let urgent = question.urgent;
    let attempts = limits::RETRIES;
    match ask(question).await {
        Ok(answer) => Ok(answer),
        Err(AskError::Unknown) => {
            if urgent || attempts > 3 {
                return Err(AskError::Unknown);
            }
            ask(Question { text: question.text, urgent }).await
        }
    }
}

fn main() {
    let app = ferrovia::App::new("desk", "A help desk.").handler::<ask>().workflow::<persist>();
    assert!(app.model().check().is_ok());
}
