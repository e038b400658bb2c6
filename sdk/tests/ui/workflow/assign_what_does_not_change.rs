mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let urgent = false;
    if ticket.priority > 1 {
        urgent = true;
    }
    if urgent {
        return Ok(ticket);
    }
    Ok(ticket)
}

fn main() {}
