//! Privacy request in, nothing left of the customer out.

use crate::adapters::resources::{
    AuditLog, Conversations, Customers, ErasedCustomers, IdempotencyKeys, Messages, Outbox, PrivacyRequests,
    RateLimits,
};
use crate::application::WriteExportError;
use crate::domain::{PrivacyRequestId, TenantId};
use crate::ports::{CarryOutError, ExportFilesError, PrivacyRequestOf, PrivacyStore, StoreFault};
use ferrovia::{Append, Capability, Erase, HandlerError, Port, Read, Update, data, handler};

/// A privacy request that is to be carried out.
#[data]
#[derive(Copy, Eq)]
pub struct PendingPrivacyRequest {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The request.
    pub privacy_request_id: PrivacyRequestId,
}

impl From<PrivacyRequestOf> for PendingPrivacyRequest {
    fn from(PrivacyRequestOf { tenant_id, id }: PrivacyRequestOf) -> Self {
        Self {
            tenant_id,
            privacy_request_id: id,
        }
    }
}

impl From<PendingPrivacyRequest> for PrivacyRequestOf {
    fn from(pending: PendingPrivacyRequest) -> Self {
        Self {
            tenant_id: pending.tenant_id,
            id: pending.privacy_request_id,
        }
    }
}

/// Everything that a customer is in. What belongs to a conversation goes with it.
#[derive(Capability)]
pub struct ErasableCustomers {
    locked: Update<Customers>,
    customers: Erase<Customers>,
    conversations: Update<Conversations>,
    messages: Read<Messages>,
    named: Read<IdempotencyKeys>,
    keys: Erase<IdempotencyKeys>,
    counted: Read<RateLimits>,
    limits: Erase<RateLimits>,
    published: Update<Outbox>,
    outbox: Append<Outbox>,
    requests: Update<PrivacyRequests>,
    erased: Append<ErasedCustomers>,
    audit: Append<AuditLog>,
    store: Port<dyn PrivacyStore>,
}

/// Why a request was not carried out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PrivacyWorkError {
    /// There is no such request.
    #[error("there is no such privacy request")]
    Unknown,
    /// The database or the bucket is away, slow or contended.
    #[error("the request cannot be carried out right now")]
    #[retry(max_attempts = 10, interval = "2s", max_delay = "5m")]
    Unavailable,
    /// It took too long, and may have been done all the same: done again, it is the same.
    #[error("the request takes too long")]
    #[timeout]
    #[retry(max_attempts = 3, interval = "5s", max_delay = "5m")]
    TimedOut,
    /// The database or the bucket refuses what we send.
    #[error("the request cannot be carried out")]
    Defect,
}

impl From<CarryOutError> for PrivacyWorkError {
    fn from(error: CarryOutError) -> Self {
        match error {
            CarryOutError::Unknown => Self::Unknown,
            CarryOutError::Store(StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended) => {
                Self::Unavailable
            }
            CarryOutError::Store(StoreFault::Defect) => Self::Defect,
        }
    }
}

impl From<WriteExportError> for PrivacyWorkError {
    fn from(error: WriteExportError) -> Self {
        match error {
            WriteExportError::Store(error) => error.into(),
            WriteExportError::Files(ExportFilesError::Unavailable) => Self::Unavailable,
            WriteExportError::Files(ExportFilesError::Refused) => Self::Defect,
        }
    }
}

/// Deletes everything about a customer, at once.
#[handler(timeout = "15s", memory_mb = 256)]
pub async fn erase_customer(
    pending: PendingPrivacyRequest,
    customers: ErasableCustomers,
) -> Result<(), PrivacyWorkError> {
    Ok(customers.store.erase(pending.into()).await?)
}
