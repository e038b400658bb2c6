//! A successor by its path, which may change.

use ferrovia::{App, HandlerError, Json, Request, data, handler};

#[data]
struct Answer {
    text: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[handler(route = "GET /v2/answer", public)]
async fn answer_v2(_: Request) -> Result<Json<Answer>, AskError> {
    Err(AskError::Busy)
}

#[handler(route = "GET /v1/answer", public, deprecated(since = "2026-11-01", sunset = "2027-11-01", successor = "/v2/answer"))]
async fn answer(_: Request) -> Result<Json<Answer>, AskError> {
    Err(AskError::Busy)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<answer>().handler::<answer_v2>();
}
