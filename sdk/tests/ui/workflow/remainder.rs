mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let mut left = ticket.priority;
    left %= 2;
    Ok(ticket)
}

fn main() {}
