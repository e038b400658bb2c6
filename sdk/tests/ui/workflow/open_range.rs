mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let ticket = find_ticket(request.ticket_id).await?;
    for round in 0.. {
        send_mail(format!("{round}")).await?;
    }
    Ok(ticket)
}

fn main() {}
