//! A pointer to nothing in a request.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("too much")]
    #[problem(status = 400, slug = "validation", pointer = "/after", title = "Too much")]
    TooMuch,
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
