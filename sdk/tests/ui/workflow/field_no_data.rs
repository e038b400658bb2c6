mod desk;

use desk::*;
use ferrovia::{data, workflow};

#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Plain;

#[data]
struct Answer {
    text: String,
    plain: Plain,
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Answer, DeskError> {
    Err(DeskError::Refused(request.text))
}

fn main() {}
