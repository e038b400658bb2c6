//! The quotas of Step Functions.

/// Bytes of a state's, a task's or an execution's input or output, and of a variable.
pub(super) const DATA: usize = 262_144;
/// Bytes of all variables of an execution together.
pub(super) const VARIABLES: usize = 10 * 1024 * 1024;
/// Events in the history of a Standard execution.
pub(super) const EVENTS: u64 = 25_000;
/// Events after which an Express execution counts as timed out: it has no limit of its own, but one that loops without
/// ever waiting would take no time here, and no end.
pub(super) const EXPRESS_EVENTS: u64 = 1_000_000;
/// Milliseconds an Express execution may take.
pub(super) const EXPRESS: i64 = 5 * 60 * 1000;
/// Milliseconds a Standard execution may take.
pub(super) const STANDARD: i64 = 365 * 24 * 60 * 60 * 1000;
/// Milliseconds after its end in which an execution can be redriven.
pub(super) const REDRIVE: i64 = 14 * 24 * 60 * 60 * 1000;
/// Characters of an execution's name.
pub(super) const NAME: usize = 80;
