mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<String, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    Ok(format!("{} and {}", ticket.priority))
}

fn main() {}
