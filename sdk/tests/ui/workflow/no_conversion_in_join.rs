mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    let (ticket, _) = join!(find_ticket(request.ticket_id), send_mail(request.text))?;
    Ok(ticket)
}

fn main() {}
