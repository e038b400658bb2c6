//! Feature flags: what is one way in some conversations and another way in others, and by whose word.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::wire::{UnknownName, wire_string};
use super::{AnswerPrompt, ConversationId, FlagDefaults, Rollout, Rollouts, TextError, Timestamp};

/// What can be one way or another. These are all that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flag {
    /// Which version of [`AnswerPrompt`] answers are asked for with.
    PromptAnswer,
}

/// How many places a flag's conversations have. More than percentages tell, so that finer shares would move nobody.
const PLACES: u64 = 10_000;

impl Flag {
    /// All of them, by key.
    pub const ALL: [Self; 1] = [Self::PromptAnswer];

    /// Its name, in the API and in the database.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::PromptAnswer => "prompt.answer",
        }
    }

    /// What it decides, for a tenant's administrators.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::PromptAnswer => "Which version of the prompt `answer` the assistant answers with.",
        }
    }

    /// What there is to choose from, the oldest first.
    pub fn variants(self) -> impl Iterator<Item = &'static str> {
        match self {
            Self::PromptAnswer => AnswerPrompt::versions(),
        }
    }

    /// What it is where neither the tenant nor an operator says.
    #[must_use]
    pub fn built_in(self) -> &'static str {
        match self {
            Self::PromptAnswer => AnswerPrompt::BUILT_IN.version,
        }
    }

    /// What it is in a conversation: as the tenant says, or as operators say, or as it is built in, whoever says something
    /// first; and as operators say, or as it is built in, where they overrule tenants. A share of a variant that this version of
    /// the platform does not have falls to who speaks next. The same conversation gets the same variant as long as nobody says
    /// something else, and a higher percentage of the newest variant only adds conversations to it.
    #[must_use]
    pub fn choose(
        self,
        operators: &FlagDefaults,
        tenants: &Rollouts,
        conversation: ConversationId,
    ) -> Choice {
        let place = self.place(conversation);
        let of_operators = operators.of(self);
        let of_tenant = tenants
            .of(self)
            .filter(|_| !of_operators.is_some_and(|said| said.overrules_tenants));
        let said = [
            (Chooser::Tenant, of_tenant),
            (
                Chooser::Operators,
                of_operators.and_then(|said| said.rollout.as_ref()),
            ),
        ];
        said.into_iter()
            .find_map(|(by, rollout)| self.at(place, rollout?, by))
            .unwrap_or(Choice {
                variant: self.built_in(),
                by: Chooser::Platform,
                share: 100,
            })
    }

    /// Who has this place: the variants stand side by side, the oldest at the front, and at the end those that are not known.
    fn at(self, place: u64, rollout: &Rollout, by: Chooser) -> Option<Choice> {
        let mut end = 0;
        self.variants().find_map(|variant| {
            let share = rollout.share(variant);
            end += u64::from(share) * PLACES / 100;
            (place < end).then_some(Choice { variant, by, share })
        })
    }

    /// The variants of a roll-out that this version of the platform does not have.
    pub fn unknown(self, rollout: &Rollout) -> impl Iterator<Item = &str> {
        rollout
            .variants()
            .filter(move |variant| !self.variants().any(|known| known == *variant))
    }

    /// A conversation's place among all of them: of each flag another, or the same conversations would try everything that is
    /// new.
    fn place(self, conversation: ConversationId) -> u64 {
        let digest = Sha256::new()
            .chain_update(self.key())
            .chain_update([0])
            .chain_update(conversation.uuid().as_bytes())
            .finalize();
        let number = digest
            .iter()
            .take(8)
            .fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        number % PLACES
    }
}

/// What a flag is in a conversation, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// One of the flag's variants.
    pub variant: &'static str,
    /// Whose word it is.
    pub by: Chooser,
    /// How many of a hundred conversations get it by that word.
    pub share: u8,
}

/// Who says what a flag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chooser {
    /// The tenant.
    Tenant,
    /// The platform's operators.
    Operators,
    /// Nobody: it is built in.
    Platform,
}

impl fmt::Display for Choice {
    /// As it is noted with what came of it, so that trials can be told apart: `tenant 0.2.0 10%`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match self.by {
            Chooser::Tenant => "tenant",
            Chooser::Operators => "operators",
            Chooser::Platform => "built-in",
        };
        write!(formatter, "{by} {} {}%", self.variant, self.share)
    }
}

/// A flag's name as somebody spells it, whether there is such a flag or not: 1 to 64 small letters, digits, underscores
/// and dots, a letter first.
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
            && text.bytes().all(|byte| {
                byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'.')
            });
        (is_short && is_spelled)
            .then(|| Self(text.to_owned()))
            .ok_or(TextError::Form {
                expected: "1 to 64 small letters, digits, underscores and dots, a letter first",
            })
    }
}

impl fmt::Display for FlagKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

wire_string!(FlagKey, "A feature flag's key, such as `prompt.answer`.", {
    "minLength": 1,
    "maxLength": 64,
    "pattern": "^[a-z][a-z0-9_.]*$",
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

/// What a tenant says of one flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagSetting {
    /// The flag.
    pub flag: Flag,
    /// How many conversations each variant gets; as the platform has it if the tenant does not say.
    pub rollout: Option<Rollout>,
    /// How often the tenant said so: 0 is never.
    pub version: u32,
    /// When it last did.
    pub updated_at: Option<Timestamp>,
}

impl FlagSetting {
    /// Whether this is what somebody made of it who wanted `rollout` at one of the versions `expected`.
    #[must_use]
    pub fn is_done(&self, rollout: Option<&Rollout>, expected: &[u32]) -> bool {
        let before = self.version.checked_sub(1);
        self.rollout.as_ref() == rollout && before.is_some_and(|before| expected.contains(&before))
    }

    /// What a tenant says that never said anything.
    #[must_use]
    pub const fn unset(flag: Flag) -> Self {
        Self {
            flag,
            rollout: None,
            version: 0,
            updated_at: None,
        }
    }
}
