//! A retry of an absorbed error.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum ModelError {
    #[error("the model is busy")]
    Busy,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error(transparent)]
    #[retry(max_attempts = 2)]
    Model(#[from] ModelError),
}

#[handler]
async fn ask(_: ()) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
