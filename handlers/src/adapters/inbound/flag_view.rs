//! Feature flags as a tenant's administrators see them.

use crate::domain::{FlagSetting, Rollout, Timestamp};
use ferrovia::data;

/// A feature flag, and what the tenant says of it.
#[data]
pub struct FlagView {
    /// Its key.
    pub key: String,
    /// Always `flag`.
    pub object: String,
    /// What it decides.
    pub description: String,
    /// What there is to choose from, the oldest first.
    pub variants: Vec<String>,
    /// How many of a hundred conversations the tenant gives each variant; absent where the tenant leaves that to the platform,
    /// whose operators may change their mind. While they overrule tenants, this decides nothing, and stays as it is. The same
    /// conversations keep the newest variant while its share grows.
    pub rollout: Option<Rollout>,
    /// Which version this is: what a change asks for in `If-Match`, in quotes. 0 if the tenant never said anything.
    pub version: u32,
    /// When the tenant last changed it (RFC 3339), if it did.
    pub updated_at: Option<Timestamp>,
}

impl From<FlagSetting> for FlagView {
    fn from(setting: FlagSetting) -> Self {
        Self {
            key: setting.flag.key().to_owned(),
            object: "flag".to_owned(),
            description: setting.flag.description().to_owned(),
            variants: setting.flag.variants().map(str::to_owned).collect(),
            rollout: setting.rollout,
            version: setting.version,
            updated_at: setting.updated_at,
        }
    }
}
