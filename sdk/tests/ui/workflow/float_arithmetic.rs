mod desk;

use desk::*;
use ferrovia::workflow;
use ferrovia::data;

#[data]
struct Rate {
    percent: f64,
}

#[workflow(kind = "express")]
async fn answer(rate: Rate) -> Result<Rate, DeskError> {
    let half = rate.percent * 0.5;
    Ok(Rate { percent: half })
}

fn main() {}
