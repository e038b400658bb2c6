//! A time to wait that is no number.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("wait for {after}")]
    #[problem(status = 503, slug = "busy", title = "The store is busy")]
    Busy {
        #[retry_after]
        after: String,
    },
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
