//! What went wrong: its name, its cause, and where it comes from.

use crate::expression::EvaluationError;
use crate::history::Fault;
use crate::machine::{ALL, HEARTBEAT_TIMEOUT, TASK_FAILED, TIMEOUT};
use crate::value::Value;
use std::rc::Rc;

const EVALUATION: &str = "States.QueryEvaluationError";
const DATA_LIMIT: &str = "States.DataLimitExceeded";
const RUNTIME: &str = "States.Runtime";

/// An error on its way to whoever recovers from it.
pub(super) struct Failure {
    pub(super) fault: Fault,
    pub(super) origin: Origin,
}

pub(super) enum Origin {
    /// The work outside.
    Task {
        /// It timed out because it gave no sign of life.
        is_silent: bool,
    },
    /// An expression, or a field's value.
    Evaluation { location: Option<Rc<str>> },
    /// A distributed map.
    MapRun,
    /// The state itself.
    State {
        /// The cause does not say yet which state it was.
        is_anonymous: bool,
    },
}

impl From<EvaluationError> for Failure {
    fn from(error: EvaluationError) -> Self {
        let location = Some(error.field.as_str().into());
        Self::evaluation(&error.to_string(), location)
    }
}

impl From<Fault> for Failure {
    /// A `Fail` state's.
    fn from(fault: Fault) -> Self {
        Self {
            fault,
            origin: Origin::State { is_anonymous: false },
        }
    }
}

impl Failure {
    fn new(error: &str, cause: &str, origin: Origin) -> Self {
        Self {
            fault: Fault::new(error, cause),
            origin,
        }
    }

    fn evaluation(cause: &str, location: Option<Rc<str>>) -> Self {
        Self::new(EVALUATION, cause, Origin::Evaluation { location })
    }

    pub(super) fn of_task(fault: Fault, is_silent: bool) -> Self {
        Self {
            fault,
            origin: Origin::Task { is_silent },
        }
    }

    pub(super) fn timestamp(text: &str) -> Self {
        let cause = format!(
            "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: {text}"
        );
        Self::evaluation(&cause, Some("Timestamp".into()))
    }

    pub(super) fn not_iterable(input: &Value) -> Self {
        Self::evaluation(
            &format!("Map state input must be an array but was: {input}"),
            None,
        )
    }

    pub(super) fn constant(field: &str, expected: &str, value: &Value) -> Self {
        let cause = format!("The value of the field '{field}' is not of the type '{expected}': {value}");
        Self::evaluation(&cause, Some(field.into()))
    }

    pub(super) fn no_choice() -> Self {
        let cause = "Failed to transition out of the state. The state does not point to a next state.";
        Self::new(
            "States.NoChoiceMatched",
            cause,
            Origin::State { is_anonymous: true },
        )
    }

    pub(super) fn too_large(state: &str) -> Self {
        Self {
            fault: Self::data_limit(state),
            origin: Origin::State { is_anonymous: false },
        }
    }

    pub(super) fn variables_too_large(state: &str) -> Self {
        let cause =
            format!("The variables assigned by the state '{state}' exceed the maximum number of bytes.");
        Self::new(DATA_LIMIT, &cause, Origin::State { is_anonymous: false })
    }

    pub(super) fn data_limit(name: &str) -> Fault {
        let cause = format!(
            "The state/task '{name}' returned a result with a size exceeding the maximum number of bytes service limit."
        );
        Fault::new(DATA_LIMIT, &cause)
    }

    pub(super) fn of_run(error: &str, cause: &str) -> Self {
        Self::new(error, cause, Origin::MapRun)
    }

    /// A frame that is not there: only a defect of the interpreter could bring it about.
    pub(super) fn lost() -> Self {
        Self::new(
            RUNTIME,
            "The state is no longer there.",
            Origin::State { is_anonymous: false },
        )
    }

    /// Whether an entry of `ErrorEquals` takes it.
    ///
    /// `States.ALL` lets pass what a machine must not hide; but Step Functions takes a task's result that is too large
    /// for an error of the task, and so do we.
    pub(super) fn is_taken_by(&self, errors: &[Rc<str>]) -> bool {
        let name = self.fault.error.as_deref().unwrap_or_default();
        let (is_task, is_silent) = match self.origin {
            Origin::Task { is_silent } => (true, is_silent),
            Origin::Evaluation { .. } | Origin::MapRun | Origin::State { .. } => (false, false),
        };
        let is_terminal = name == RUNTIME || (name == DATA_LIMIT && !is_task);
        errors.iter().any(|error| match &**error {
            ALL => !is_terminal,
            TASK_FAILED => is_task && name != TIMEOUT,
            HEARTBEAT_TIMEOUT => is_silent || name == HEARTBEAT_TIMEOUT,
            error => error == name,
        })
    }
}
