mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let half = ticket.priority / 2;
    Ok(Ticket { id: ticket.id, status: ticket.status, priority: half, tags: ticket.tags })
}

fn main() {}
