//! An error that is a struct.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
#[error("the model is busy")]
struct Busy;

#[handler]
async fn ask(_: ()) -> Result<(), Busy> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
