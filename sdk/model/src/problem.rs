//! What `check` reports: a code, one line, a place, and how to mend it.

use crate::Source;
use serde::Serialize;
use std::fmt;

/// The stable number of a kind of problem, `P007`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Code {
    /// Two things of one kind share a name.
    DuplicateName,
    /// A name that AWS, PostgreSQL or Terraform would refuse.
    InvalidName,
    /// A grant on a resource the app does not list.
    UnknownResource,
    /// A number outside what AWS allows.
    OutOfRange,
    /// An event that no handler publishes.
    UnpublishedEvent,
    /// A table that no migration creates.
    UnmigratedTable,
    /// A route that two handlers claim.
    DuplicateRoute,
    /// A route whose path does not fit its parameters.
    InvalidRoute,
    /// A workflow calls a step the app does not list.
    UnknownStep,
    /// A workflow step whose input cannot be built from what precedes it.
    InputMismatch,
    /// A name that nothing in the workflow binds.
    UnknownVariable,
    /// A field that the value does not have.
    UnknownField,
    /// Something in a workflow that a state machine cannot do.
    Unsupported,
    /// A resource that nothing uses.
    UnusedResource,
    /// A function that needs both the VPC and the internet.
    NetworkConflict,
    /// A function whose time-out the API cannot wait for.
    RouteTimeout,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "P{:03}", *self as u8 + 1)
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
