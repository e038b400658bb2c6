mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let Ticket { mut priority, .. } = ticket;
    priority += 1;
    Ok(ticket)
}

fn main() {}
