//! Erased customer in, the end of the last events about them out.

use super::erase_customer::PendingPrivacyRequest;
use crate::adapters::resources::{Outbox, PrivacyRequests};
use crate::domain::PrivacyRequestStatus;
use crate::ports::{CarryOutError, FinishError, PrivacyStore, StoreFault};
use ferrovia::{Capability, Erase, HandlerError, Port, Update, handler};

/// The last events about somebody.
#[derive(Capability)]
pub struct LastEvents {
    released: Update<Outbox>,
    outbox: Erase<Outbox>,
    requests: Update<PrivacyRequests>,
    store: Port<dyn PrivacyStore>,
}

/// Why an erasure has not ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum FinishErasureError {
    /// The relay has not published all events about the customer. It tries for hours, and then gives them up.
    #[error("events about the customer wait to be published")]
    #[retry(max_attempts = 120, interval = "15s", max_delay = "10m")]
    EventsWait,
    /// There is no such request, or its customer is not erased.
    #[error("there is no such erasure")]
    Unknown,
    /// The database is away, slow or contended.
    #[error("the erasure cannot be ended right now")]
    #[retry(max_attempts = 10, interval = "2s", max_delay = "5m")]
    Unavailable,
    /// The database refuses what we send.
    #[error("the erasure cannot be ended")]
    Defect,
}

impl From<FinishError> for FinishErasureError {
    fn from(error: FinishError) -> Self {
        match error {
            FinishError::EventsWait => Self::EventsWait,
            FinishError::CarryOut(CarryOutError::Unknown) => Self::Unknown,
            FinishError::CarryOut(CarryOutError::Store(
                StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended,
            )) => Self::Unavailable,
            FinishError::CarryOut(CarryOutError::Store(StoreFault::Defect)) => Self::Defect,
        }
    }
}

/// Once all events about an erased customer are published: deletes them, and lets the world know of the erasure.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn finish_erasure(
    pending: PendingPrivacyRequest,
    events: LastEvents,
) -> Result<PrivacyRequestStatus, FinishErasureError> {
    events.store.finish_erasure(pending.into()).await?;
    Ok(PrivacyRequestStatus::Completed)
}
