//! Privacy request that cannot be carried out in, its end out, if that is so.

use super::erase_customer::{PendingPrivacyRequest, PrivacyWorkError};
use crate::adapters::resources::PrivacyRequests;
use crate::ports::PrivacyStore;
use ferrovia::{Capability, Port, Update, handler};

/// Privacy requests, to be ended.
#[derive(Capability)]
pub struct EndingPrivacyRequests {
    requests: Update<PrivacyRequests>,
    store: Port<dyn PrivacyStore>,
}

/// Says that a request has failed, so that it can be made again; `false` if it was carried out after all, and whoever did that
/// was not heard.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn give_up_privacy_request(
    pending: PendingPrivacyRequest,
    requests: EndingPrivacyRequests,
) -> Result<bool, PrivacyWorkError> {
    Ok(requests.store.give_up(pending.into()).await?)
}
