//! A retry that does not say how often.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum ModelError {
    #[error("the model is busy")]
    #[retry(interval = "1s")]
    Busy,
}

#[handler]
async fn ask(_: ()) -> Result<(), ModelError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
