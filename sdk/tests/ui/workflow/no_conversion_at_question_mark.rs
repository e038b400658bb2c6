mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) -> Result<Ticket, DeskError> {
    send_mail(request.text).await?;
    Ok(find_ticket(request.ticket_id).await?)
}

fn main() {}
