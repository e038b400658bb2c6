mod desk;

use desk::*;
use ferrovia::workflow;
use std::time::Duration;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    sleep(Duration::from_millis(500)).await;
    Ok(ticket)
}

fn main() {}
