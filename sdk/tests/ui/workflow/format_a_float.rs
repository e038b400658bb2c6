mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(rate: f64) -> Result<String, DeskError> {
    Ok(format!("{rate}"))
}

fn main() {}
