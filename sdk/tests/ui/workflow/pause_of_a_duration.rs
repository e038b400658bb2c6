mod desk;

use desk::*;
use ferrovia::workflow;
use std::time::Duration;

const PAUSE: Duration = Duration::from_secs(5);

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    sleep(PAUSE).await;
    Ok(ticket)
}

fn main() {}
