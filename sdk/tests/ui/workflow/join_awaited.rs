mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let (one, _) = join!(find_ticket(request.ticket_id).await, find_ticket(request.ticket_id))?;
    Ok(one)
}

fn main() {}
