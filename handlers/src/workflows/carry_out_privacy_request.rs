//! An erasure in, how it ended out.

use crate::adapters::inbound::delete_exports::delete_exports;
use crate::adapters::inbound::erase_customer::{PendingPrivacyRequest, PrivacyWorkError, erase_customer};
use crate::adapters::inbound::finish_erasure::{FinishErasureError, finish_erasure};
use crate::adapters::inbound::give_up_privacy_request::give_up_privacy_request;
use crate::domain::PrivacyRequestStatus;
use ferrovia::{HandlerError, workflow};

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PrivacyFailure {
    /// Nothing was done, or that could not be said; or the customer is erased, but copies that they asked for are left:
    /// whoever mends that redrives the execution.
    #[error(transparent)]
    Work(#[from] PrivacyWorkError),
    /// The customer is erased, but events about them are left: whoever mends that redrives the execution.
    #[error(transparent)]
    Finish(#[from] FinishErasureError),
}

/// Carries out what a customer asks about what is kept about them.
#[workflow(kind = "standard", timeout = "2d")]
pub async fn carry_out_privacy_request(
    pending: PendingPrivacyRequest,
) -> Result<PrivacyRequestStatus, PrivacyFailure> {
    match erase_customer(pending).await {
        Ok(_) => {}
        Err(error) => {
            let failed = give_up_privacy_request(pending).await?;
            if failed {
                return Err(error.into());
            }
        }
    }
    delete_exports(pending).await?;
    Ok(finish_erasure(pending).await?)
}
