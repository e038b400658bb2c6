//! An export in, its end out.

use crate::adapters::inbound::erase_customer::{PendingPrivacyRequest, PrivacyWorkError};
use crate::adapters::inbound::give_up_privacy_request::give_up_privacy_request;
use crate::adapters::inbound::write_export::write_export;
use ferrovia::workflow;

/// Writes a copy of everything that is kept about a customer.
#[workflow(kind = "standard", timeout = "1d")]
pub async fn export_customer(pending: PendingPrivacyRequest) -> Result<(), PrivacyWorkError> {
    let mut ended = false;
    #[at_most(1_000)]
    while !ended {
        match write_export(pending).await {
            Ok(whole) => ended = whole,
            Err(error) => {
                let failed = give_up_privacy_request(pending).await?;
                if failed {
                    return Err(error);
                }
                ended = true;
            }
        }
    }
    if !ended {
        // As much text as nobody writes.
        give_up_privacy_request(pending).await?;
        return Err(PrivacyWorkError::Defect);
    }
    Ok(())
}
