//! A handler behind the API that waits.

use ferrovia::{App, HandlerError, NoContent, Request, TaskToken, data, handler};

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

#[handler(route = "POST /v1/handovers", public, wait = "3d")]
async fn hand_over(_request: Request<HandOver>, _token: TaskToken<Handled>) -> Result<NoContent, DeskError> {
    Ok(NoContent)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<hand_over>();
}
