//! A handler that keeps something of one thread while it waits.

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
async fn ask(question: Question) -> Result<Answer, AskError> {
    let text = std::rc::Rc::new(question.text);
    std::future::ready(()).await;
    Ok(Answer {
        text: text.to_string(),
    })
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
