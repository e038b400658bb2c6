mod desk;

use desk::*;
use ferrovia::workflow;
use ferrovia::data;

#[data]
struct Count {
    total: u64,
}

#[workflow(kind = "express")]
async fn answer(count: Count) -> Result<Count, DeskError> {
    let next = count.total + 1;
    Ok(Count { total: next })
}

fn main() {}
