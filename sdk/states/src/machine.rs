//! A definition's text in, a machine ready to run out: states by number, expressions compiled once, names shared.

mod compile;
mod fields;
mod map;
mod resource;
mod retry;
mod state;

pub use resource::{Pattern, Resource};
pub(crate) use retry::{ALL, HEARTBEAT_TIMEOUT, Retrier, TASK_FAILED, TIMEOUT};
pub use state::Type;
pub(crate) use state::{
    Assign, Batcher, Catcher, Choice, ItemReader, Kind, Map, MapRun, Next, Rule, State, StateIndex, Task,
    Tolerance, Until,
};

use std::fmt;

/// A definition's greatest length in bytes, as CreateStateMachine has it.
const MAX_DEFINITION: usize = 1_048_576;

/// A state machine in JSONata mode, compiled: many executions can share one behind an `Rc`.
pub struct Machine {
    pub(crate) states: Vec<State>,
    pub(crate) start: StateIndex,
    pub(crate) timeout_seconds: Option<u64>,
}

impl Machine {
    /// Compiles a definition.
    ///
    /// ```
    /// use ferrovia_states::machine::Machine;
    ///
    /// let refused = Machine::parse(r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "End": true}}}"#);
    /// assert!(refused.err().is_some_and(|error| error.to_string().contains("JSONPath")));
    /// ```
    ///
    /// # Errors
    /// Everything that keeps the definition from running, each with its place: text that is not JSON, a machine or a
    /// state in JSONPath mode, a missing or unknown field, a state that does not exist, an expression that is no
    /// JSONata. [`check`](crate::check) finds more, such as what will fail only when it runs.
    pub fn parse(text: &str) -> Result<Self, MachineError> {
        if text.len() > MAX_DEFINITION {
            return Err(MachineError::one(
                "",
                format!("a definition has at most {MAX_DEFINITION} bytes"),
            ));
        }
        match serde_json::from_str(text) {
            Ok(definition) => Self::compile(&definition),
            Err(error) => Err(MachineError::one("", format!("not JSON: {error}"))),
        }
    }

    /// Compiles a definition that is JSON already.
    ///
    /// # Errors
    /// As [`Machine::parse`].
    pub fn compile(definition: &serde_json::Value) -> Result<Self, MachineError> {
        compile::machine(definition)
    }

    /// Every task's state and resource, in the order of the definition.
    pub fn tasks(&self) -> impl Iterator<Item = (&str, &Resource)> {
        self.states
            .iter()
            .filter_map(|state| state.resource().map(|resource| (&*state.name, resource)))
    }

    /// Whether it has a state of this name, in whatever branch.
    #[must_use]
    pub fn has_state(&self, name: &str) -> bool {
        self.states.iter().any(|state| &*state.name == name)
    }

    pub(crate) fn state(&self, index: StateIndex) -> &State {
        &self.states[index.0]
    }
}

impl fmt::Debug for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.states.iter().map(|state| &*state.name).collect();
        f.debug_struct("Machine")
            .field("states", &names)
            .finish_non_exhaustive()
    }
}

/// Why a definition cannot run: all reasons at once.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct MachineError {
    /// In the order of the definition; never empty.
    pub problems: Vec<Problem>,
}

impl MachineError {
    fn one(place: &str, message: String) -> Self {
        Self {
            problems: vec![Problem {
                place: place.to_owned(),
                message,
            }],
        }
    }
}

/// One reason, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to the field, as in `States.Reply.Retry[0].MaxAttempts`; empty for the document itself.
    pub place: String,
    /// What is wrong: one lower-case line.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() {
            return f.write_str(&self.message);
        }
        write!(f, "{}: {}", self.place, self.message)
    }
}
