mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let mut seen = ticket.priority;
    #[at_most(3)]
    while seen > 1 {
        break seen;
    }
    Ok(ticket)
}

fn main() {}
