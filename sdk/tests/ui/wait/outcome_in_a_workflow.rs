//! A workflow that wants of the step what the outcome does not have.

use ferrovia::{App, HandlerError, TaskToken, data, handler, workflow};

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
async fn escalate(request: HandOver) -> Result<String, DeskError> {
    let handled = hand_over(request).await?;
    Ok(handled.notes)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
