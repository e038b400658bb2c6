//! An absorbed error with a name.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum ModelError {
    #[error("the model is busy")]
    Busy,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error(transparent)]
    Model {
        #[from]
        source: ModelError,
    },
}

#[handler]
async fn ask(_: ()) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
