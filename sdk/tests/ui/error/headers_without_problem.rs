//! Headers of no problem.

use ferrovia::{App, HandlerError, handler};

#[derive(Debug, thiserror::Error, HandlerError)]
enum StoreError {
    #[error("wait for {after}")]
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
