//! An error without messages for people.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, HandlerError)]
enum AskError {
    Busy,
}

#[handler]
async fn ask(_: ()) -> Result<(), AskError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
