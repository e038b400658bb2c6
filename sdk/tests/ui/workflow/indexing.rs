mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<String, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    Ok(ticket.tags[0])
}

fn main() {}
