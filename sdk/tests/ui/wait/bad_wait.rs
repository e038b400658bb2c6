//! A wait that is no duration.

use ferrovia::{App, HandlerError, TaskToken, data, handler};

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

#[handler(wait = "until Monday")]
async fn hand_over(_request: HandOver, _token: TaskToken<Handled>) -> Result<(), DeskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
