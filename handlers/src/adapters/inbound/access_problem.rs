//! What may stand between a caller and anything of their tenant's, as each route that reads or changes it says it.

use crate::domain::TenantId;
use crate::ports::{AccessError, FindError, StoreFault};
use ferrovia::{Caller, HandlerError};

/// Why a tenant's resources cannot be had at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum AccessProblem {
    /// The token's tenant is none of ours.
    #[error("the token names no tenant of this platform")]
    #[problem(
        status = 401,
        slug = "unauthenticated",
        title = "The request is not authenticated"
    )]
    UnknownTenant,
    /// The tenant may not use the platform at the moment.
    #[error("the tenant is suspended")]
    #[problem(status = 403, slug = "tenant-suspended", title = "The tenant is suspended")]
    TenantSuspended,
    /// The database is away, slow or contended.
    #[error("the database cannot be reached: try again")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    Unavailable,
    /// A defect of ours.
    #[error("the database refuses the request, or holds something unreadable")]
    Defect,
}

impl From<StoreFault> for AccessProblem {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended => Self::Unavailable,
            StoreFault::Defect => Self::Defect,
        }
    }
}

impl From<AccessError> for AccessProblem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::UnknownTenant => Self::UnknownTenant,
            AccessError::TenantSuspended => Self::TenantSuspended,
            AccessError::Store(fault) => fault.into(),
        }
    }
}

/// Why one thing cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum FindProblem {
    /// The tenant has no such thing.
    #[error("there is no such resource")]
    #[problem(status = 404, slug = "not-found", title = "There is no such resource")]
    NotFound,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

impl From<FindError> for FindProblem {
    fn from(error: FindError) -> Self {
        match error {
            FindError::NotFound => Self::NotFound,
            FindError::Access(error) => Self::Access(error.into()),
        }
    }
}

/// The tenant that the verified token names.
///
/// # Errors
/// [`AccessProblem::UnknownTenant`] if what it names is no tenant's id.
pub(super) fn tenant_of(caller: Option<&Caller>) -> Result<TenantId, AccessProblem> {
    caller
        .and_then(|caller| caller.tenant.parse().ok())
        .ok_or(AccessProblem::UnknownTenant)
}
