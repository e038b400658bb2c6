//! A resolved workflow: states and edges, with every value in JSON's names. Nothing here can fail to be emitted.

mod formula;

pub use formula::{Formula, Template};

use crate::{Backoff, Wait};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// States in source order; the first is where it starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Flow {
    /// At least one; [`Edge::next`] counts in this list.
    pub states: Vec<State>,
}

/// One state of a machine.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Unique over the machine, with the branches inside it; at most 80 characters.
    pub name: String,
    /// What it does.
    pub action: Action,
}

/// What a state does.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Assigns variables.
    Pass {
        /// What follows.
        edge: Edge,
    },
    /// Calls a function.
    Task {
        /// Which, with what.
        call: Call,
        /// Which errors lead elsewhere.
        catches: Vec<Catch>,
        /// What follows.
        edge: Edge,
    },
    /// Runs flows side by side.
    Parallel {
        /// Each ends in states that answer.
        branches: Vec<Flow>,
        /// What follows.
        edge: Edge,
    },
    /// Runs a flow for each item of a list, several at a time.
    Map {
        /// The list.
        items: Formula,
        /// How many run at a time.
        limit: u32,
        /// Its input is an item; it ends in states that answer.
        body: Flow,
        /// What follows.
        edge: Edge,
    },
    /// Lets time pass.
    Wait {
        /// How long.
        seconds: Formula,
        /// What follows.
        edge: Edge,
    },
    /// Takes the first rule that is true.
    Choice {
        /// In order.
        rules: Vec<Rule>,
        /// If none is true.
        default: Edge,
    },
    /// Ends well.
    Succeed {
        /// The answer.
        output: Template,
    },
    /// Ends with an error.
    Fail(Cause),
}

/// How a state goes on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Edge {
    /// The variables it sets, all from the values before any of them is set.
    pub assign: Vec<Assignment>,
    /// Where it leads; `None` ends the flow, and the state's result is the answer.
    pub next: Option<usize>,
}

/// A variable and its new value.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Unique over the machine; at most 80 characters.
    pub variable: String,
    /// The value.
    pub value: Template,
}

/// A call of a function.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// Its name.
    pub function: String,
    /// Its input.
    pub input: Template,
    /// When it is given up, in seconds.
    pub timeout_seconds: u32,
    /// How long its state then waits for the token's answer, if it hands one out.
    pub wait: Option<Wait>,
    /// Which errors are retried, and how.
    pub retries: Vec<Retry>,
}

/// Errors that are retried alike.
#[derive(Debug, Clone, PartialEq)]
pub struct Retry {
    /// Their names on the wire.
    pub names: Vec<String>,
    /// How.
    pub backoff: Backoff,
}

/// Errors that lead elsewhere.
#[derive(Debug, Clone, PartialEq)]
pub struct Catch {
    /// Their names on the wire.
    pub names: Vec<String>,
    /// Where.
    pub edge: Edge,
}

/// One rule of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// A boolean.
    pub condition: Formula,
    /// What follows if it is true.
    pub edge: Edge,
}

/// How a flow fails.
#[derive(Debug, Clone, PartialEq)]
pub enum Cause {
    /// With an error that is known now.
    New {
        /// Its name on the wire.
        name: String,
        /// Its message.
        message: String,
        /// What it carries.
        data: Value,
    },
    /// With an error whose data has been computed.
    Computed {
        /// Its name on the wire.
        name: String,
        /// Its message.
        message: String,
        /// The variable that holds what it carries.
        data: String,
    },
    /// With the error that a [`Catch`] put into this variable.
    Caught(String),
}

impl Cause {
    /// The cause of an error as a failing Lambda function words it: what a machine reads of an error's data stands in
    /// one form, whoever told the error.
    #[must_use]
    pub fn text(name: &str, message: &str, data: &Value) -> String {
        let text = json!({ "data": data, "message": message }).to_string();
        json!({ "errorMessage": text, "errorType": name }).to_string()
    }
}

impl Flow {
    /// The functions that it calls, with those of its branches.
    #[must_use]
    pub fn functions(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        self.note_functions(&mut found);
        found
    }

    fn note_functions<'a>(&'a self, found: &mut BTreeSet<&'a str>) {
        for state in &self.states {
            if let Action::Task { call, .. } = &state.action {
                found.insert(&call.function);
            }
            state
                .action
                .inner()
                .iter()
                .for_each(|inner| inner.note_functions(found));
        }
    }
}

impl Action {
    /// Every edge that leaves the state.
    pub fn edges(&self) -> Vec<&Edge> {
        match self {
            Self::Pass { edge }
            | Self::Parallel { edge, .. }
            | Self::Map { edge, .. }
            | Self::Wait { edge, .. } => vec![edge],
            Self::Task { catches, edge, .. } => [edge]
                .into_iter()
                .chain(catches.iter().map(|catch| &catch.edge))
                .collect(),
            Self::Choice { rules, default } => rules.iter().map(|rule| &rule.edge).chain([default]).collect(),
            Self::Succeed { .. } | Self::Fail(_) => Vec::new(),
        }
    }
}

impl Action {
    /// The flows inside the state.
    #[must_use]
    pub fn inner(&self) -> &[Flow] {
        match self {
            Self::Parallel { branches, .. } => branches,
            Self::Map { body, .. } => std::slice::from_ref(body),
            Self::Pass { .. }
            | Self::Task { .. }
            | Self::Wait { .. }
            | Self::Choice { .. }
            | Self::Succeed { .. }
            | Self::Fail(_) => &[],
        }
    }

    /// The flows inside the state, to change them.
    pub(crate) fn inner_mut(&mut self) -> &mut [Flow] {
        match self {
            Self::Parallel { branches, .. } => branches,
            Self::Map { body, .. } => std::slice::from_mut(body),
            Self::Pass { .. }
            | Self::Task { .. }
            | Self::Wait { .. }
            | Self::Choice { .. }
            | Self::Succeed { .. }
            | Self::Fail(_) => &mut [],
        }
    }
}
