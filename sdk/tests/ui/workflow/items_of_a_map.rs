mod desk;

use desk::*;
use ferrovia::workflow;
use std::collections::BTreeMap;

#[workflow(kind = "express")]
async fn answer(owners: BTreeMap<String, String>) -> Result<(), DeskError> {
    for owner in owners {
        find_ticket(TicketId(owner.1)).await?;
    }
    Ok(())
}

fn main() {}
