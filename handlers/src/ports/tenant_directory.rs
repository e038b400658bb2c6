//! Knows whom everybody belongs to.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{Bearer, Tenant};

/// Looks tenants up.
#[async_trait]
pub trait TenantDirectory: Send + Sync {
    /// The tenant that `bearer` belongs to; `None` if there is no such tenant, or no such program.
    ///
    /// # Errors
    /// [`FindTenantError`].
    async fn tenant_of(&self, bearer: &Bearer) -> Result<Option<Tenant>, FindTenantError>;
}

/// Why a tenant could not be looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindTenantError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
