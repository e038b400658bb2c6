mod desk;

use desk::*;
use ferrovia::{handler, workflow};

struct Plain {
    text: String,
}

#[handler]
async fn keep(plain: Plain) -> Result<(), StoreError> {
    drop(plain.text);
    Ok(())
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<(), DeskError> {
    keep(Plain { text: request.text }).await?;
    Ok(())
}

fn main() {}
