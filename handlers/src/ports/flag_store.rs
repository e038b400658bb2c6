//! What tenants say of feature flags.

use async_trait::async_trait;

use super::{AccessError, StoreFault};
use crate::domain::{Flag, FlagSetting, Rollout, TenantId};

/// Keeps what tenants say of feature flags.
#[async_trait]
pub trait FlagStore: Send + Sync {
    /// What the tenant says of every flag, by key.
    ///
    /// # Errors
    /// [`AccessError`].
    async fn settings(&self, tenant_id: TenantId) -> Result<Vec<FlagSetting>, AccessError>;

    /// Puts `rollout` in the place of what the tenant says of `flag`, if that still has one of the versions `expected`;
    /// whatever it has without them. What a tenant never said anything of has the version 0.
    ///
    /// # Errors
    /// [`SetFlagError`]; nothing is changed then.
    async fn set(
        &self,
        tenant_id: TenantId,
        flag: Flag,
        rollout: Option<Rollout>,
        expected: Option<&[u32]>,
    ) -> Result<FlagSetting, SetFlagError>;
}

/// Why a flag is not set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SetFlagError {
    /// It is no longer at one of the expected versions.
    #[error("the flag has changed")]
    Changed,
    /// The flag has no such variant.
    #[error("there is no `{unknown}`, but {}", listed(known))]
    UnknownVariant {
        /// What was said.
        unknown: String,
        /// What there is, the oldest first.
        known: Vec<&'static str>,
    },
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

impl From<StoreFault> for SetFlagError {
    fn from(fault: StoreFault) -> Self {
        Self::Access(fault.into())
    }
}

fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
