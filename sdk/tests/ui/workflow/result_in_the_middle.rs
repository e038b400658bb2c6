mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let result = Ok(request);
    Ok(find_ticket(result.ticket_id).await?)
}

fn main() {}
