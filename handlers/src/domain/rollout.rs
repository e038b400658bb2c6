//! How conversations are shared out among a flag's variants, as tenants and operators say.

use std::collections::BTreeMap;

use ferrovia::data;

use super::Flag;

/// How many of a hundred conversations something is for: 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "u8")]
pub struct Percentage(u8);

/// The number is not one of 0 to 100.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a number from 0 to 100")]
pub struct PercentageError;

impl Percentage {
    /// As a number.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }
}

impl TryFrom<u8> for Percentage {
    type Error = PercentageError;

    fn try_from(number: u8) -> Result<Self, PercentageError> {
        if number <= 100 {
            Ok(Self(number))
        } else {
            Err(PercentageError)
        }
    }
}

impl ferrovia::Shape for Percentage {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        u8::shape(shapes)
    }
}

impl schemars::JsonSchema for Percentage {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percentage".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 0, "maximum": 100 })
    }
}

/// How many of a hundred conversations each variant of a flag gets: 100 together. Whether there are such variants is the
/// [`Flag`]'s to say: another version of the platform has others.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "BTreeMap<String, Percentage>")]
pub struct Rollout(BTreeMap<String, Percentage>);

/// The shares are not all conversations, or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected percentages that are 100 together, not {0}")]
pub struct RolloutError(u32);

impl Rollout {
    /// What a variant gets; nothing, if it is not said.
    #[must_use]
    pub fn share(&self, variant: &str) -> u8 {
        self.0.get(variant).copied().map_or(0, Percentage::get)
    }

    /// The variants that something is said of, by name.
    pub fn variants(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl TryFrom<BTreeMap<String, Percentage>> for Rollout {
    type Error = RolloutError;

    fn try_from(shares: BTreeMap<String, Percentage>) -> Result<Self, RolloutError> {
        match shares.values().map(|share| u32::from(share.get())).sum() {
            100 => Ok(Self(shares)),
            sum => Err(RolloutError(sum)),
        }
    }
}

impl ferrovia::Shape for Rollout {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        <BTreeMap<String, Percentage> as ferrovia::Shape>::shape(shapes)
    }
}

impl schemars::JsonSchema for Rollout {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rollout".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "How many of a hundred conversations each variant gets: 100 together.",
            "minProperties": 1,
            "additionalProperties": generator.subschema_for::<Percentage>(),
            "examples": [{ "0.1.0": 90, "0.2.0": 10 }, { "0.2.0": 100 }],
        })
    }
}

/// What a tenant says of flags, by key: of some, and nothing of the others. A key that is no flag (of a newer version of
/// the platform, or of an older one) says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rollouts(BTreeMap<String, Rollout>);

impl Rollouts {
    /// What is said of a flag.
    #[must_use]
    pub fn of(&self, flag: Flag) -> Option<&Rollout> {
        self.0.get(flag.key())
    }
}

impl FromIterator<(String, Rollout)> for Rollouts {
    fn from_iter<I: IntoIterator<Item = (String, Rollout)>>(said: I) -> Self {
        Self(said.into_iter().collect())
    }
}

impl ferrovia::Shape for Rollouts {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        <BTreeMap<String, Rollout> as ferrovia::Shape>::shape(shapes)
    }
}

impl schemars::JsonSchema for Rollouts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rollouts".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "How conversations are shared out among each flag's variants, by key.",
            "additionalProperties": generator.subschema_for::<Rollout>(),
        })
    }
}

/// What operators say of flags, by key, for all tenants: of some, and nothing of the others. A key that is no flag (of a newer
/// version of the platform, or of an older one) says nothing.
#[data]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FlagDefaults {
    /// By the flag's key.
    #[serde(default)]
    pub flags: BTreeMap<String, FlagDefault>,
}

/// What operators say of one flag.
#[data]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FlagDefault {
    /// How many of a hundred conversations each variant gets; absent, all get the one that is built in.
    pub rollout: Option<Rollout>,
    /// Whether that holds for every tenant, whatever it says itself; if not, for those that say nothing.
    #[serde(default)]
    pub overrules_tenants: bool,
}

impl FlagDefaults {
    /// What is said of a flag, if anything is.
    #[must_use]
    pub fn of(&self, flag: Flag) -> Option<&FlagDefault> {
        self.flags.get(flag.key())
    }

    /// The keys that are no flags of this version.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.flags
            .keys()
            .map(String::as_str)
            .filter(|key| key.parse::<Flag>().is_err())
    }
}
