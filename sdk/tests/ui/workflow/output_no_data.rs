mod desk;

use desk::*;
use ferrovia::workflow;

#[derive(Clone)]
struct Plain;

#[workflow(kind = "express")]
async fn answer(_: Request) -> Result<Plain, DeskError> {
    Err(DeskError::Refused("no"))
}

fn main() {}
