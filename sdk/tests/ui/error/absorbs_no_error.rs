//! An error that absorbs what is no handler's error.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum AskError {
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

#[handler]
async fn ask(_: ()) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
