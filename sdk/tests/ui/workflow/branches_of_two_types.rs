mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Request, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    let text = if ticket.priority > 1 { request.text } else { ticket.priority };
    Ok(Request { ticket_id: ticket.id, text })
}

fn main() {}
