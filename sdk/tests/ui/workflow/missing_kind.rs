mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(timeout = "25s")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    Ok(find_ticket(request.ticket_id).await?)
}

fn main() {}
