mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Vec<String>, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let mut found: u32 = 0;
    let ids = map!(ticket.tags, limit = 5, async |tag| {
        found += 1;
        Ok(tag)
    })?;
    Ok(ids)
}

fn main() {}
