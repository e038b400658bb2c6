mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    if ticket.priority > 1 && find_ticket(ticket.id).await?.priority > 1 {
        return Ok(ticket);
    }
    Ok(ticket)
}

fn main() {}
