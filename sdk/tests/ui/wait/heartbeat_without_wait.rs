//! A heartbeat, and nothing that waits for it.

use ferrovia::{App, HandlerError, data, handler};

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

#[handler(heartbeat = "1h")]
async fn hand_over(_request: HandOver) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
