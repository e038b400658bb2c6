mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    for tag in ticket.tags {
        map!(ticket.tags, limit = 5, async |other| {
            if tag == other {
                break;
            }
            Ok(other)
        })?;
    }
    Ok(ticket)
}

fn main() {}
