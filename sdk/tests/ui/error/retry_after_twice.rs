//! A time to wait that is said twice.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("wait for {after}")]
    #[problem(status = 503, slug = "busy", title = "The store is busy", retry_after = "5s")]
    Busy {
        #[retry_after]
        after: u32,
    },
}

#[handler]
async fn ask(_: ()) -> Result<(), StoreError> {
    Ok(())
}

fn main() {
    let _ = App::new("desk", "A help desk.").handler::<ask>();
}
