//! A retry with an argument that it does not have.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum ModelError {
    #[error("the model is busy")]
    #[retry(max_attempts = 2, backoff = 2.0)]
    Busy,
}

#[handler]
async fn ask(_: ()) -> Result<(), ModelError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
