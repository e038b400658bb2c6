//! A flag's key and a percentage in, what the tenant says of the flag from now on out.

use crate::domain::{Flag, FlagSetting, Percentage, TenantId};
use crate::ports::{FlagStore, SetFlagError};

/// Puts `percentage` in the place of what the tenant says of a flag, if it still has the version that the client saw.
/// `None` leaves the flag to the platform.
///
/// # Errors
/// [`SetFlagError`]; nothing is changed then.
pub async fn set_flag(
    flags: &dyn FlagStore,
    tenant_id: TenantId,
    flag: Flag,
    percentage: Option<Percentage>,
    expected: Option<&[u32]>,
) -> Result<FlagSetting, SetFlagError> {
    flags.set(tenant_id, flag, percentage, expected).await
}
