//! Feature flags: what is switched on for some conversations and not for others, and by whom.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::wire::{UnknownName, wire_string};
use super::{ConversationId, TextError, Timestamp};
use ferrovia::data;

/// What can be switched on. These are all that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Answers are asked for with [`AnswerPrompt::V0_2_0`](super::AnswerPrompt::V0_2_0).
    ConciseAnswers,
}

impl Flag {
    /// All of them, by key.
    pub const ALL: [Self; 1] = [Self::ConciseAnswers];

    /// Its name, in the API and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::ConciseAnswers => "concise_answers",
        }
    }

    /// What it does where it is on, for a tenant's administrators.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::ConciseAnswers => "The assistant answers in two sentences at most.",
        }
    }

    /// In how many conversations it is on where neither the tenant nor an operator says.
    #[must_use]
    pub const fn built_in(self) -> Percentage {
        match self {
            Self::ConciseAnswers => Percentage(0),
        }
    }

    /// Whether it is on in a conversation. What an operator has switched off is off; else it is as the tenant says, or as
    /// operators say, or as it is built in, whoever says something first. The same conversation gets the same answer as long
    /// as that stays the same, and a higher percentage only adds conversations.
    #[must_use]
    pub fn is_on(self, operators: &FlagDefaults, tenants: &Rollouts, conversation: ConversationId) -> bool {
        let of_operators = operators.of(self);
        if of_operators.off_for_everyone {
            return false;
        }
        let said = tenants.of(self).or(of_operators.percentage);
        self.place(conversation) < said.unwrap_or(self.built_in()).0
    }

    /// A conversation's place among all of them, 0 to 99: of each flag another, or the same conversations would try
    /// everything that is new.
    fn place(self, conversation: ConversationId) -> u8 {
        let digest = Sha256::new()
            .chain_update(self.key())
            .chain_update([0])
            .chain_update(conversation.uuid().as_bytes())
            .finalize();
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        u8::try_from(number % 100).unwrap_or_default()
    }
}

/// A flag's name as somebody spells it, whether there is such a flag or not: 1 to 64 small letters, digits and underscores,
/// a letter first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagKey(String);

impl FlagKey {
    /// The flag of this name, if there is one.
    #[must_use]
    pub fn flag(&self) -> Option<Flag> {
        self.0.parse().ok()
    }
}

impl FromStr for FlagKey {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let is_short = (1..=64).contains(&text.len());
        let is_spelled = text.starts_with(|first: char| first.is_ascii_lowercase())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        (is_short && is_spelled)
            .then(|| Self(text.to_owned()))
            .ok_or(TextError::Form {
                expected: "1 to 64 small letters, digits and underscores, a letter first",
            })
    }
}

impl fmt::Display for FlagKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

wire_string!(FlagKey, "A feature flag's key, such as `concise_answers`.", {
    "minLength": 1,
    "maxLength": 64,
    "pattern": "^[a-z][a-z0-9_]*$",
});

impl FromStr for Flag {
    type Err = UnknownName;

    fn from_str(key: &str) -> Result<Self, UnknownName> {
        Self::ALL
            .into_iter()
            .find(|flag| flag.key() == key)
            .ok_or(UnknownName { what: "a flag" })
    }
}

/// In how many of a hundred conversations something is on: 0 to 100.
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

/// What a tenant says of flags, by key: of some, and nothing of the others. A key that is no flag (of a newer version of
/// the platform, or of an older one) says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Rollouts(BTreeMap<String, Percentage>);

impl Rollouts {
    /// What is said of a flag.
    #[must_use]
    pub fn of(&self, flag: Flag) -> Option<Percentage> {
        self.0.get(flag.key()).copied()
    }
}

impl FromIterator<(String, Percentage)> for Rollouts {
    fn from_iter<I: IntoIterator<Item = (String, Percentage)>>(said: I) -> Self {
        Self(said.into_iter().collect())
    }
}

impl ferrovia::Shape for Rollouts {
    fn shape(shapes: &mut ferrovia::model::Shapes) -> ferrovia::model::Type {
        <BTreeMap<String, Percentage> as ferrovia::Shape>::shape(shapes)
    }
}

impl schemars::JsonSchema for Rollouts {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Rollouts".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "object",
            "description": "In how many of a hundred conversations each flag is on, by key.",
            "additionalProperties": generator.subschema_for::<Percentage>(),
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
#[derive(Copy, Debug, Default, PartialEq, Eq)]
pub struct FlagDefault {
    /// In how many of a hundred conversations it is on where the tenant does not say; as it is built in, if absent.
    pub percentage: Option<Percentage>,
    /// Whether it is off in every conversation, whatever anybody else says.
    #[serde(default)]
    pub off_for_everyone: bool,
}

impl FlagDefaults {
    /// What is said of a flag.
    #[must_use]
    pub fn of(&self, flag: Flag) -> FlagDefault {
        self.flags.get(flag.key()).copied().unwrap_or_default()
    }

    /// The keys that are no flags of this version.
    pub fn unknown(&self) -> impl Iterator<Item = &str> {
        self.flags
            .keys()
            .map(String::as_str)
            .filter(|key| key.parse::<Flag>().is_err())
    }
}

/// What a tenant says of one flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlagSetting {
    /// The flag.
    pub flag: Flag,
    /// In how many conversations it is on; as the platform has it if the tenant does not say.
    pub percentage: Option<Percentage>,
    /// How often the tenant said so: 0 is never.
    pub version: u32,
    /// When it last did.
    pub updated_at: Option<Timestamp>,
}

impl FlagSetting {
    /// Whether this is what somebody made of it who wanted `percentage` at one of the versions `expected`.
    #[must_use]
    pub fn is_done(&self, percentage: Option<Percentage>, expected: &[u32]) -> bool {
        let before = self.version.checked_sub(1);
        self.percentage == percentage && before.is_some_and(|before| expected.contains(&before))
    }

    /// What a tenant says that never said anything.
    #[must_use]
    pub const fn unset(flag: Flag) -> Self {
        Self {
            flag,
            percentage: None,
            version: 0,
            updated_at: None,
        }
    }
}
