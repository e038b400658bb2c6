mod desk;

use desk::*;
use ferrovia::workflow;

#[derive(Clone)]
struct Plain {
    id: TicketId,
}

#[workflow(kind = "express")]
async fn answer(plain: Plain) -> Result<Ticket, DeskError> {
    Ok(find_ticket(plain.id).await?)
}

fn main() {}
