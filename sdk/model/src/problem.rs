//! What `check` reports: a code, one line, a place, and how to mend it.

use crate::Source;
use serde::Serialize;
use std::fmt;

/// Declares [`Code`], its numbers, and the list of all.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal,)+) => {
        /// The stable number of a kind of problem, `P007`: new ones are appended, none is used again.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        pub enum Code {
            $($(#[$doc])* $name = $number,)+
        }

        impl Code {
            /// Every code, by number.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

codes! {
    /// Two things share a name, or a name that is derived from theirs.
    DuplicateName = 1,
    /// A name that AWS, PostgreSQL or Terraform would refuse.
    InvalidName = 2,
    /// A grant on a resource the app does not list.
    UnknownResource = 3,
    /// A number outside what AWS allows.
    OutOfRange = 4,
    /// An event that no handler publishes.
    UnpublishedEvent = 5,
    /// A table that no migration creates.
    UnmigratedTable = 6,
    /// A route that two handlers claim.
    DuplicateRoute = 7,
    /// A route whose path does not fit its parameters.
    InvalidRoute = 8,
    /// A workflow calls a step the app does not list.
    UnknownStep = 9,
    /// A workflow step whose input cannot be built from what precedes it.
    InputMismatch = 10,
    /// A name that nothing in the workflow binds.
    UnknownVariable = 11,
    /// A field that the value does not have.
    UnknownField = 12,
    /// Something in a workflow that a state machine cannot do.
    Unsupported = 13,
    /// A resource that nothing uses.
    UnusedResource = 14,
    /// A function that needs both the VPC and the internet.
    NetworkConflict = 15,
    /// A function whose time-out the API cannot wait for.
    RouteTimeout = 16,
    /// A language model without candidates, or with one twice.
    InvalidCandidates = 17,
    /// Migrations out of order, or one that makes roles and grants, which follow from the signatures.
    InvalidMigration = 18,
    /// More than one database.
    SeveralDatabases = 19,
    /// Two types that share a name in the JSON Schemas.
    AmbiguousType = 20,
    /// A step that waits where it cannot: in an Express workflow, in one that ends first, or behind a route.
    ImpossibleWait = 21,
    /// A step that waits for an answer that no handler may give.
    UnansweredWait = 22,
    /// A handler that a service of AWS asks or starts, and something else would call too, or that says what nobody hears.
    ImpossibleTrigger = 23,
    /// A trigger's handler that may take longer than the service waits.
    TriggerTimeout = 24,
    /// Two handlers for one trigger.
    DuplicateTrigger = 25,
    /// A former name that is no former name: it is the name of today, is listed twice, or is another's.
    InvalidRename = 26,
    /// A database that two handlers migrate.
    SeveralMigrators = 27,
    /// A handler that migrates a database and does what the database's master user must not: serve a route, wait, or
    /// touch rows.
    ImpossibleMigrator = 28,
    /// A schedule that EventBridge Scheduler would refuse.
    InvalidSchedule = 29,
    /// Two buckets for the token issuer's keys, or one that no schedule refreshes.
    InvalidTokenKeys = 30,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{:03}", *self as u8)
    }
}

/// One problem.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Problem {
    /// Where.
    pub source: Source,
    /// Which kind.
    pub code: Code,
    /// One line, lower case, no full stop, the author's words in backticks.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl Problem {
    /// A problem at `source`.
    pub(crate) fn new(
        source: &Source,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            source: source.clone(),
            code,
            message: message.into(),
            help: help.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "error[{}]: {}\n  --> {}\n  help: {}",
            self.code, self.message, self.source, self.help
        )
    }
}

/// Every problem of an app, sorted by place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}\n")?;
        }
        let count = self.0.len();
        write!(f, "{count} problem{} found", if count == 1 { "" } else { "s" })
    }
}

impl std::error::Error for Problems {}
