mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn inner(id: TicketId) -> Result<Ticket, StoreError> {
    Ok(find_ticket(id).await?)
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = inner(request.ticket_id).await?;
    Ok(ticket)
}

fn main() {}
