mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let mut ticket = find_ticket(request.ticket_id).await?;
    for tag in ticket.tags.iter() {
        ticket.priority += 1;
    }
    let text = format!("{:?}", ticket.priority);
    Ok(ticket)
}

fn main() {}
