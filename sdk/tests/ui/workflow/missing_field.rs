mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Request, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    Ok(Request { ticket_id: ticket.id })
}

fn main() {}
