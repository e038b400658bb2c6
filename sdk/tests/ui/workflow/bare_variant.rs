mod desk;

use desk::*;
use ferrovia::workflow;

#[allow(unused_imports)]
use desk::Status::Open;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    match ticket.status {
        Open => Ok(ticket),
        Status::Closed => Err(DeskError::Refused("closed")),
    }
}

fn main() {}
