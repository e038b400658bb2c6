mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let id = TicketId(format!("t-{}", request.text));
    Ok(find_ticket(id).await?)
}

fn main() {}
