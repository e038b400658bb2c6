mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let mut count = 0;
    for _ in ticket.tags {
        count += 1;
    }
    Ok(Ticket { id: ticket.id, status: ticket.status, priority: count, tags: ticket.tags })
}

fn main() {}
