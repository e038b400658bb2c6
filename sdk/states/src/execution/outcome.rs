//! What an execution says when it was advanced: what it wants, or how it ended.

use super::{TaskId, TaskRequest};
use crate::history::Fault;
use crate::value::Value;

/// What [`Execution::advance`](super::Execution::advance) leaves to the driver.
#[derive(Debug)]
#[must_use]
pub enum Progress {
    /// It cannot go on without the outside.
    Running {
        /// What is to be done, each once; answered by [`Execution::complete`](super::Execution::complete).
        tasks: Vec<TaskRequest>,
        /// Tasks requested before whose answers nobody wants any more.
        cancelled: Vec<TaskId>,
        /// When it wants to be advanced at the latest, in milliseconds since 1970: always there, since every
        /// execution has a longest duration.
        wake: Option<i64>,
    },
    /// It has ended; tasks still under way are no longer wanted.
    Finished(Outcome),
}

/// How an execution ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Status `SUCCEEDED`.
    Succeeded {
        /// The output of the last state.
        output: Value,
    },
    /// Status `FAILED`.
    Failed(Fault),
    /// Status `TIMED_OUT`: the execution as a whole ran for too long.
    TimedOut(Fault),
    /// Status `ABORTED`: somebody stopped it.
    Aborted(Fault),
}

impl Outcome {
    /// Such as `SUCCEEDED`.
    #[must_use]
    pub const fn status(&self) -> &'static str {
        match self {
            Self::Succeeded { .. } => "SUCCEEDED",
            Self::Failed(_) => "FAILED",
            Self::TimedOut(_) => "TIMED_OUT",
            Self::Aborted(_) => "ABORTED",
        }
    }

    /// The error and its cause, unless it succeeded.
    #[must_use]
    pub const fn fault(&self) -> Option<&Fault> {
        match self {
            Self::Succeeded { .. } => None,
            Self::Failed(fault) | Self::TimedOut(fault) | Self::Aborted(fault) => Some(fault),
        }
    }
}
