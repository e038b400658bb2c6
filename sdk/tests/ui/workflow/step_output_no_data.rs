mod desk;

use desk::*;
use ferrovia::{handler, workflow};

struct Plain {
    text: String,
}

#[handler]
async fn keep(text: String) -> Result<Plain, StoreError> {
    Ok(Plain { text })
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<String, DeskError> {
    let kept = keep(request.text).await?;
    Ok(kept.text)
}

fn main() {}
