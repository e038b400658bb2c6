mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    for tag in ticket.tags.iter() {
        if tag == "vip" {
            return Ok(ticket);
        }
    }
    Ok(ticket)
}

fn main() {}
