//! What tenants say of feature flags, in memory.

use async_trait::async_trait;

use super::{Memory, State, now};
use crate::domain::{Flag, FlagSetting, Rollout, Rollouts, TenantId};
use crate::ports::{AccessError, FlagStore, SetFlagError};

#[async_trait]
impl FlagStore for Memory {
    async fn settings(&self, tenant_id: TenantId) -> Result<Vec<FlagSetting>, AccessError> {
        let state = self.lock();
        state.admit(tenant_id)?;
        let of = |flag: Flag| {
            let said = state.flags.get(&(tenant_id, flag));
            said.cloned().unwrap_or(FlagSetting::unset(flag))
        };
        Ok(Flag::ALL.into_iter().map(of).collect())
    }

    async fn set(
        &self,
        tenant_id: TenantId,
        flag: Flag,
        rollout: Option<Rollout>,
        expected: Option<&[u32]>,
    ) -> Result<FlagSetting, SetFlagError> {
        let mut state = self.lock();
        state.admit(tenant_id)?;
        let setting = state
            .flags
            .entry((tenant_id, flag))
            .or_insert(FlagSetting::unset(flag));
        match expected {
            Some(expected) if !expected.contains(&setting.version) => {
                if !setting.is_done(rollout.as_ref(), expected) {
                    return Err(SetFlagError::Changed);
                }
            }
            Some(_) | None => {
                setting.rollout = rollout;
                setting.version += 1;
                setting.updated_at = Some(now());
            }
        }
        Ok(setting.clone())
    }
}

impl State {
    /// What the tenant says of flags: what decides in its conversations.
    pub(super) fn rollouts(&self, tenant_id: TenantId) -> Rollouts {
        let own = self.flags.iter().filter(|((owner, _), _)| *owner == tenant_id);
        let said =
            own.filter_map(|((_, flag), setting)| Some((flag.key().to_owned(), setting.rollout.clone()?)));
        said.collect()
    }
}
