//! What an expression reads, calls and must not use.

use super::{ExpressionError, Part};
use std::collections::BTreeSet;

/// What an expression reads and calls.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct References {
    /// The variables it reads and does not bind itself; functions that it passes on by name are among them.
    pub variables: BTreeSet<String>,
    /// The parts of `$states` it reads by name.
    pub states: BTreeSet<Part>,
    /// Whether it reads `$states` as a whole.
    pub whole_states: bool,
    /// The fields of `$states` it reads that do not exist.
    pub unknown_states: BTreeSet<String>,
    /// The functions it calls and does not define itself.
    pub calls: Vec<Call>,
    /// Whether it binds `$states` itself.
    pub binds_states: bool,
    /// Whether it reads `$states.context.Task.Token`, or all of `$states.context` or its `Task`.
    pub task_token: bool,
    /// Whether it defines functions, which may call themselves for ever.
    pub defines_functions: bool,
    /// What Step Functions refuses in it.
    pub refused: Vec<ExpressionError>,
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The function, without `$`.
    pub name: String,
    /// How many arguments stand in the brackets; one more where the call is the right side of `~>`.
    pub arguments: usize,
}
