mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Vec<String>, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    Ok(map!(ticket.tags, limit = 5, async |tag| { Ok(tag) }))
}

fn main() {}
