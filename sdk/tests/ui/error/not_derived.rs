//! An error without names on the wire.

use ferrovia::{App, data, handler};

#[data]
struct Question {
    text: String,
}

#[data]
struct Answer {
    text: String,
}

#[derive(Debug, thiserror::Error)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[handler]
async fn ask(_question: Question) -> Result<Answer, AskError> {
    Err(AskError::Busy)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
