mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request, id: TicketId) -> Result<Ticket, DeskError> {
    Ok(find_ticket(id).await?)
}

fn main() {}
