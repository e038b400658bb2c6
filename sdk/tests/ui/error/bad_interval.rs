//! A retry after something that is no duration.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum ModelError {
    #[error("the model is busy")]
    #[retry(max_attempts = 2, interval = 1)]
    Busy,
}

#[handler]
async fn ask(_: ()) -> Result<(), ModelError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
