//! Answering for a step that waits for nothing.

use ferrovia::{App, Complete, HandlerError, data, handler};

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

#[handler]
async fn hand_over(_request: HandOver) -> Result<(), DeskError> {
    Ok(())
}

#[handler]
async fn close(_request: HandOver, _handing_over: Complete<hand_over>) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .handler::<hand_over>()
        .handler::<close>();
}
