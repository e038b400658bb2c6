//! Whom a token is for in, the tenant that it may name out.

use crate::domain::{Bearer, TenantId};
use crate::ports::{FindTenantError, TenantDirectory};

/// Why nobody gets a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AdmitError {
    /// The tenant, or the program, is none of ours.
    #[error("there is no such tenant or program")]
    Unknown,
    /// The tenant may not use the platform at the moment.
    #[error("the tenant is suspended")]
    TenantSuspended,
    /// It could not be looked up.
    #[error(transparent)]
    Find(#[from] FindTenantError),
}

/// The tenant that a token for `bearer` names. A token without a tenant would open nothing, and one of a suspended
/// tenant should not: neither is issued.
///
/// # Errors
/// [`AdmitError`].
pub async fn admit(directory: &dyn TenantDirectory, bearer: &Bearer) -> Result<TenantId, AdmitError> {
    let tenant = directory.tenant_of(bearer).await?.ok_or(AdmitError::Unknown)?;
    if tenant.active {
        Ok(tenant.id)
    } else {
        Err(AdmitError::TenantSuspended)
    }
}
