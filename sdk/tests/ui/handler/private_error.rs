//! A public handler whose error is private.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error("the model is busy")]
    Busy,
}

#[handler]
pub async fn ask(_: ()) -> Result<(), AskError> {
    Err(AskError::Busy)
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
