mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    match request.text {
        "help" => Ok(find_ticket(request.ticket_id).await?),
        _ => Err(DeskError::Refused("no")),
    }
}

fn main() {}
