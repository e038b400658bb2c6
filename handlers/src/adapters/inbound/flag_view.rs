//! Feature flags as a tenant's administrators see them.

use crate::domain::{FlagSetting, Percentage, Timestamp};
use ferrovia::data;

/// A feature flag, and what the tenant says of it.
#[data]
pub struct FlagView {
    /// Its key.
    pub key: String,
    /// Always `flag`.
    pub object: String,
    /// What it does where it is on.
    pub description: String,
    /// In how many of a hundred conversations the tenant has it on; absent where the tenant leaves that to the platform, whose
    /// operators may change their mind. While they have it switched off for everyone, it is on in none, and this stays as it
    /// is. The same conversations stay in while the number grows.
    pub percentage: Option<Percentage>,
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
            percentage: setting.percentage,
            version: setting.version,
            updated_at: setting.updated_at,
        }
    }
}
