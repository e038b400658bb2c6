//! A resolved workflow: states and edges, with every value in JSON's names. Nothing here can fail to be emitted.

use super::Comparison;
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

/// JSON with formulas at its leaves.
#[derive(Debug, Clone, PartialEq)]
pub enum Template {
    /// As it is.
    Literal(Value),
    /// Computed.
    Formula(Formula),
    /// An object; the names are unique.
    Object(Vec<(String, Template)>),
    /// A list.
    List(Vec<Template>),
}

/// A computation that always yields a value: nothing in it is ever undefined but inside [`Self::OrElse`] and
/// [`Self::Exists`].
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    /// A variable's value.
    Variable(String),
    /// The machine's input; on the first state's edge.
    Input,
    /// What the state's function answered; on a Task's edge.
    Result,
    /// What somebody answered the state's token with; on the edge of a Task that waits.
    Outcome,
    /// What the state's branch by that number answered; on a Parallel's edge.
    Branch(usize),
    /// What the caught error carries; on a Catch's edge.
    ErrorData,
    /// The caught error itself; on a Catch's edge.
    Error,
    /// A constant.
    Literal(Value),
    /// A field, in JSON's name.
    Field(Box<Formula>, String),
    /// An item of a tuple.
    Item(Box<Formula>, usize),
    /// The value, or the constant if it is absent.
    OrElse(Box<Formula>, Value),
    /// Whether the value is there.
    Exists(Box<Formula>),
    /// Negation.
    Not(Box<Formula>),
    /// Both; the second is not computed if the first is false.
    And(Box<Formula>, Box<Formula>),
    /// Either; the second is not computed if the first is true.
    Or(Box<Formula>, Box<Formula>),
    /// A comparison of two strings, numbers, booleans or nulls.
    Compare(Comparison, Box<Formula>, Box<Formula>),
}

impl Formula {
    /// The variables it reads, in order.
    pub fn variables<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Variable(name) => found.push(name),
            Self::Input
            | Self::Result
            | Self::Outcome
            | Self::Branch(_)
            | Self::ErrorData
            | Self::Error
            | Self::Literal(_) => {}
            Self::Field(of, _)
            | Self::Item(of, _)
            | Self::OrElse(of, _)
            | Self::Exists(of)
            | Self::Not(of) => {
                of.variables(found);
            }
            Self::And(left, right) | Self::Or(left, right) | Self::Compare(_, left, right) => {
                left.variables(found);
                right.variables(found);
            }
        }
    }
}

impl Template {
    /// The variables it reads, in order.
    pub fn variables<'a>(&'a self, found: &mut Vec<&'a str>) {
        match self {
            Self::Literal(_) => {}
            Self::Formula(formula) => formula.variables(found),
            Self::Object(members) => members.iter().for_each(|(_, value)| value.variables(found)),
            Self::List(items) => items.iter().for_each(|item| item.variables(found)),
        }
    }
}

impl Formula {
    /// Gives the variables it reads other names.
    pub(crate) fn rename(&mut self, name: &impl Fn(&str) -> String) {
        match self {
            Self::Variable(variable) => *variable = name(variable),
            Self::Input
            | Self::Result
            | Self::Outcome
            | Self::Branch(_)
            | Self::ErrorData
            | Self::Error
            | Self::Literal(_) => {}
            Self::Field(of, _)
            | Self::Item(of, _)
            | Self::OrElse(of, _)
            | Self::Exists(of)
            | Self::Not(of) => of.rename(name),
            Self::And(left, right) | Self::Or(left, right) | Self::Compare(_, left, right) => {
                left.rename(name);
                right.rename(name);
            }
        }
    }
}

impl Template {
    /// Gives the variables it reads other names.
    pub(crate) fn rename(&mut self, name: &impl Fn(&str) -> String) {
        match self {
            Self::Literal(_) => {}
            Self::Formula(formula) => formula.rename(name),
            Self::Object(members) => members.iter_mut().for_each(|(_, value)| value.rename(name)),
            Self::List(items) => items.iter_mut().for_each(|item| item.rename(name)),
        }
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
            match &state.action {
                Action::Task { call, .. } => {
                    found.insert(&call.function);
                }
                Action::Parallel { branches, .. } => {
                    branches.iter().for_each(|branch| branch.note_functions(found));
                }
                Action::Pass { .. } | Action::Choice { .. } | Action::Succeed { .. } | Action::Fail(_) => {}
            }
        }
    }
}

impl Action {
    /// Every edge that leaves the state.
    pub fn edges(&self) -> Vec<&Edge> {
        match self {
            Self::Pass { edge } | Self::Parallel { edge, .. } => vec![edge],
            Self::Task { catches, edge, .. } => [edge]
                .into_iter()
                .chain(catches.iter().map(|catch| &catch.edge))
                .collect(),
            Self::Choice { rules, default } => rules.iter().map(|rule| &rule.edge).chain([default]).collect(),
            Self::Succeed { .. } | Self::Fail(_) => Vec::new(),
        }
    }
}
