mod desk;

use desk::*;
use ferrovia::workflow;

async fn look_up(id: TicketId) -> Result<Ticket, StoreError> {
    Ok(Ticket { id, status: Status::Open, priority: 1, tags: Vec::new() })
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = look_up(request.ticket_id).await?;
    Ok(ticket)
}

fn main() {}
