//! An end without a route.

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

#[handler(deprecated(since = "2026-11-01", sunset = "2027-11-01", successor = answer_v2))]
async fn answer(_: ()) -> Result<Answer, AskError> {
    Err(AskError::Busy)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<answer>().handler::<answer_v2>();
}
