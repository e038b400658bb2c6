//! Answering with something else than the outcome.

use ferrovia::{App, Complete, HandlerError, TaskToken, TaskTokenValue, data, handler};

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

#[handler]
async fn close(token: TaskTokenValue, handing_over: Complete<hand_over>) -> Result<(), DeskError> {
    let outcome = HandOver {
        conversation: "c-1".to_owned(),
    };
    let answered = handing_over.succeed(&token, &outcome).await;
    answered.map_err(|_| DeskError::TimedOut)
}

fn main() {
    let _ = App::new("desk", "A help desk.")
        .handler::<hand_over>()
        .handler::<close>();
}
