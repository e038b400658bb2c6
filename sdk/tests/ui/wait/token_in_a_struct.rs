//! A struct of capabilities with a token in it.

use ferrovia::{App, Capability, HandlerError, TaskToken, data, handler};

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

#[derive(Capability)]
struct Desk {
    _token: TaskToken<Handled>,
}

#[handler]
async fn hand_over(_request: HandOver, _desk: Desk) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
