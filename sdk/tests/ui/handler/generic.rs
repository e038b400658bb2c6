//! A handler with a type parameter.

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

#[handler]
async fn ask<T>(question: T) -> Result<Answer, AskError>
where
    T: Into<Question>,
{
    Ok(Answer {
        text: question.into().text,
    })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
