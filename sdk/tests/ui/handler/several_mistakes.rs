//! Several mistakes are reported at once, one error each.

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

#[handler(timeout = "soon", memory_mb = 128.5, retries = 2)]
fn ask(question: &Question) {
    println!("{}", question.text);
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
