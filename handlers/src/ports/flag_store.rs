//! What tenants say of feature flags.

use async_trait::async_trait;

use super::{AccessError, StoreFault};
use crate::domain::{Flag, FlagSetting, Percentage, TenantId};

/// Keeps what tenants say of feature flags.
#[async_trait]
pub trait FlagStore: Send + Sync {
    /// What the tenant says of every flag, by key.
    ///
    /// # Errors
    /// [`AccessError`].
    async fn settings(&self, tenant_id: TenantId) -> Result<Vec<FlagSetting>, AccessError>;

    /// Puts `percentage` in the place of what the tenant says of `flag`, if that still has one of the versions `expected`;
    /// whatever it has without them. What a tenant never said anything of has the version 0.
    ///
    /// # Errors
    /// [`SetFlagError`]; nothing is changed then.
    async fn set(
        &self,
        tenant_id: TenantId,
        flag: Flag,
        percentage: Option<Percentage>,
        expected: Option<&[u32]>,
    ) -> Result<FlagSetting, SetFlagError>;
}

/// Why a flag is not set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetFlagError {
    /// It is no longer at one of the expected versions.
    #[error("the flag has changed")]
    Changed,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

impl From<StoreFault> for SetFlagError {
    fn from(fault: StoreFault) -> Self {
        Self::Access(fault.into())
    }
}
