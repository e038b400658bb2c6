//! A tenant in, what it says of each feature flag out.

use crate::domain::{FlagSetting, TenantId};
use crate::ports::{AccessError, FlagStore};

/// What the tenant says of every flag that there is, by key.
///
/// # Errors
/// [`AccessError`].
pub async fn list_flags(flags: &dyn FlagStore, tenant_id: TenantId) -> Result<Vec<FlagSetting>, AccessError> {
    flags.settings(tenant_id).await
}
