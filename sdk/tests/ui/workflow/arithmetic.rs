mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let more = ticket.priority + 1;
    Ok(Ticket { id: ticket.id, status: ticket.status, priority: more, tags: ticket.tags })
}

fn main() {}
