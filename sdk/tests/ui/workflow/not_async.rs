mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
fn answer(request: Request) -> Result<Ticket, DeskError> {
    Ok(find_ticket(request.ticket_id).await?)
}

fn main() {}
