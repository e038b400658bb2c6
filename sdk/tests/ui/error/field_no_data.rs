//! An error with a field that cannot be written as JSON.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug)]
struct Version(u32);

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("there is a newer version")]
    Conflict { id: String, version: Version },
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
