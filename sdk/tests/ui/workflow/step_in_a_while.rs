mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    #[at_most(3)]
    while find_ticket(ticket.id).await?.priority > 1 {}
    Ok(ticket)
}

fn main() {}
