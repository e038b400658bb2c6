mod desk;

use desk::*;
use ferrovia::workflow;

fn refused(by: String) -> DeskError {
    DeskError::Refused(by)
}

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    match find_ticket(request.ticket_id).await {
        Ok(ticket) => Ok(ticket),
        Err(StoreError::Locked { by }) => Err(refused(by)),
        Err(other) => Err(other.into()),
    }
}

fn main() {}
