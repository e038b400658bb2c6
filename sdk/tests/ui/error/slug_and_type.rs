//! A problem with two types.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("too much")]
    #[problem(status = 429, slug = "quota", type = "https://iana.org/x#quota-exceeded", title = "Too much")]
    TooMuch,
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
