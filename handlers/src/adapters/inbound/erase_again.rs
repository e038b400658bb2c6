//! The event of an erasure in, nobody left whom a backup has brought back.

use super::JobError;
use crate::adapters::resources::{AuditLog, Customers, PrivacyRequests};
use crate::application::{self, EraseAgainError};
use crate::domain::CustomerErased;
use crate::ports::{Ids, PrivacyStore, WaitError};
use crate::workflows::carry_out_privacy_request::carry_out_privacy_request;
use ferrovia::{Append, Capability, Launch, Port, Read, Update, handler};

/// Customers who may be there again, and requests about them.
#[derive(Capability)]
pub struct RestoredCustomers {
    customers: Read<Customers>,
    known: Update<PrivacyRequests>,
    requests: Append<PrivacyRequests>,
    audit: Append<AuditLog>,
    store: Port<dyn PrivacyStore>,
}

impl From<EraseAgainError> for JobError {
    fn from(error: EraseAgainError) -> Self {
        match error {
            EraseAgainError::Store(fault) => fault.into(),
            EraseAgainError::Work(WaitError::Unavailable) => Self::Unavailable,
            EraseAgainError::Work(WaitError::Refused) => Self::Defect,
        }
    }
}

/// Erases customers once more whom a backup has brought back: replay `CustomerErased` from the bus's archive after the
/// database is restored. When an erasure has just been done, there is nobody.
#[handler(on = CustomerErased, timeout = "10s", memory_mb = 256)]
pub async fn erase_again(
    erased: CustomerErased,
    restored: RestoredCustomers,
    ids: Port<dyn Ids>,
    work: Launch<carry_out_privacy_request>,
) -> Result<(), JobError> {
    Ok(application::erase_again(&*restored.store, &work, &*ids, &erased).await?)
}
