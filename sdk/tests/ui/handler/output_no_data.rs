//! An output that cannot be written as JSON.

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

struct Reply {
    text: String,
}

#[handler]
async fn ask(question: Question) -> Result<Reply, AskError> {
    Ok(Reply { text: question.text })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
