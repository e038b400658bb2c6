mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let mut changed = ticket;
    changed.priority = 3;
    Ok(changed)
}

fn main() {}
