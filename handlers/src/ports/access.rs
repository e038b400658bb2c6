//! What may stand between a tenant and anything of theirs.

use super::StoreFault;

/// Why a tenant's resources cannot be had at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccessError {
    /// The tenant does not exist.
    #[error("the tenant does not exist")]
    UnknownTenant,
    /// The tenant exists and may not use the platform at the moment.
    #[error("the tenant is suspended")]
    TenantSuspended,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}

/// Why one thing was not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// The tenant has no such thing. What belongs to another tenant is not there either: the same to whoever asks.
    #[error("it does not exist")]
    NotFound,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

impl From<StoreFault> for FindError {
    fn from(fault: StoreFault) -> Self {
        Self::Access(fault.into())
    }
}
