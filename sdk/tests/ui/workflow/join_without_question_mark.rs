mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let both = join!(find_ticket(request.ticket_id), find_ticket(request.ticket_id));
    Ok(both)
}

fn main() {}
