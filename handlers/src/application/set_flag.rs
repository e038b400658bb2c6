//! A flag's key and a roll-out in, what the tenant says of the flag from now on out.

use crate::domain::{Flag, FlagSetting, Rollout, TenantId};
use crate::ports::{FlagStore, SetFlagError};

/// Puts `rollout` in the place of what the tenant says of a flag, if it still has the version that the client saw.
/// `None` leaves the flag to the platform.
///
/// # Errors
/// [`SetFlagError`]; nothing is changed then.
pub async fn set_flag(
    flags: &dyn FlagStore,
    tenant_id: TenantId,
    flag: Flag,
    rollout: Option<Rollout>,
    expected: Option<&[u32]>,
) -> Result<FlagSetting, SetFlagError> {
    if let Some(unknown) = rollout.iter().flat_map(|rollout| flag.unknown(rollout)).next() {
        return Err(SetFlagError::UnknownVariant {
            unknown: unknown.to_owned(),
            known: flag.variants().collect(),
        });
    }
    flags.set(tenant_id, flag, rollout, expected).await
}
