mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let small = ticket.priority as u8;
    if small > 1 {
        return Ok(ticket);
    }
    Ok(ticket)
}

fn main() {}
