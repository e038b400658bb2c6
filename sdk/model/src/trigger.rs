//! What starts a handler by itself, without a route and without a workflow.

use crate::Schedule;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What starts a handler: a question of a service of AWS, the clock, or an event of the app's own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// Amazon Cognito is about to issue a token: what else shall the access token say?
    PreTokenGeneration,
    /// It is time.
    Schedule(Schedule),
    /// An event of this name was published.
    Event(String),
}

impl Trigger {
    /// In a word, with its article: `a schedule`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::PreTokenGeneration => "a trigger",
            Self::Schedule(_) => "a schedule",
            Self::Event(_) => "an event",
        }
    }

    /// How long the service waits for the answer, in seconds, before it asks again or gives up. `None` if nobody waits.
    ///
    /// Cognito waits five, and that cannot be changed:
    /// <https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html>.
    #[must_use]
    pub const fn longest_seconds(&self) -> Option<u32> {
        match self {
            Self::PreTokenGeneration => Some(5),
            Self::Schedule(_) | Self::Event(_) => None,
        }
    }

    /// Whether Lambda queues the invocation: nobody waits for an answer, a failure is tried again, and what fails for
    /// good is a dead letter.
    #[must_use]
    pub const fn is_asynchronous(&self) -> bool {
        match self {
            Self::PreTokenGeneration => false,
            Self::Schedule(_) | Self::Event(_) => true,
        }
    }

    /// When it runs, if the clock starts it.
    #[must_use]
    pub const fn schedule(&self) -> Option<&Schedule> {
        match self {
            Self::Schedule(schedule) => Some(schedule),
            Self::PreTokenGeneration | Self::Event(_) => None,
        }
    }

    /// What it is told of, if an event starts it.
    #[must_use]
    pub const fn event(&self) -> Option<&String> {
        match self {
            Self::Event(name) => Some(name),
            Self::PreTokenGeneration | Self::Schedule(_) => None,
        }
    }
}

/// As a sentence says it: ``schedule `rate(1 minute)` ``.
impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PreTokenGeneration => f.write_str("trigger `pre_token_generation`"),
            Self::Schedule(schedule) => write!(f, "schedule {schedule}"),
            Self::Event(name) => write!(f, "event `{name}`"),
        }
    }
}
