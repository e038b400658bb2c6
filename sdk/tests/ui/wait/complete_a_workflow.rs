//! Answering for a workflow.

use ferrovia::{App, Complete, HandlerError, TaskToken, data, handler, workflow};

#[data]
struct HandOver {
    conversation: String,
}

#[data]
struct Handled {
    note: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum DeskError {
    #[error("nobody took it in time")]
    #[timeout]
    TimedOut,
}

#[handler(wait = "3d")]
async fn hand_over(_request: HandOver, _token: TaskToken<Handled>) -> Result<(), DeskError> {
    Ok(())
}

#[workflow(kind = "standard", timeout = "7d")]
async fn escalate(request: HandOver) -> Result<Handled, DeskError> {
    hand_over(request).await
}

#[handler]
async fn close(_request: HandOver, _escalating: Complete<escalate>) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .handler::<hand_over>()
        .handler::<close>();
}
