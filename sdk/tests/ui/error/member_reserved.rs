//! A member that every problem has already.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("there is no message {detail}")]
    #[problem(status = 404, slug = "not-found", title = "There is no such message")]
    Missing { detail: String },
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
