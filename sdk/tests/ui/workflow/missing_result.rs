mod desk;

use desk::*;
use ferrovia::workflow;

#[workflow(kind = "express")]
async fn answer(request: Request) {
    find_ticket(request.ticket_id).await?;
}

fn main() {}
