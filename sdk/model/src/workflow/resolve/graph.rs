//! States and the edges that lead nowhere yet; names that are unique over the machine.

use super::finish;
use crate::workflow::flow::{Action, Assignment, Edge, Flow, Formula, State, Template};
use std::collections::{BTreeMap, BTreeSet};

/// AWS's limit for the names of states and variables, in characters.
const LONGEST: usize = 80;

/// An edge of a state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct EdgeId {
    state: usize,
    slot: Slot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    /// Where a machine begins, before there is a state.
    Start,
    Next,
    Rule(usize),
    Catch(usize),
}

/// Names that JSONata or AWS gives a meaning to, in formulas that codegen writes.
const TAKEN: [&str; 7] = ["states", "exists", "not", "parse", "lookup", "count", "string"];

/// Those in formulas that may fail.
const TAKEN_BY_ARITHMETIC: [&str; 2] = ["error", "calculated"];

/// The names that no variable may have.
pub(super) fn reserved(may_fail: bool) -> BTreeSet<String> {
    let taken = TAKEN_BY_ARITHMETIC.into_iter().filter(|_| may_fail);
    taken.chain(TAKEN).map(str::to_owned).collect()
}

/// The edge into a machine's first state, on which nothing can be set.
const START: EdgeId = EdgeId {
    state: usize::MAX,
    slot: Slot::Start,
};

/// A machine as it grows.
#[derive(Debug)]
pub(super) struct Graph {
    states: Vec<State>,
    /// The edges that the next state will take. None: what follows cannot be reached.
    open: Vec<EdgeId>,
    state_names: BTreeSet<String>,
    variables: BTreeSet<String>,
    /// What each variable would be called if no other were.
    wanted: BTreeMap<String, String>,
    /// How often it has been changed.
    changes: usize,
}

impl Graph {
    pub(super) fn new() -> Self {
        Self {
            states: Vec::new(),
            open: vec![START],
            state_names: BTreeSet::new(),
            variables: reserved(true),
            wanted: BTreeMap::new(),
            changes: 0,
        }
    }

    /// Begins a machine inside this one, which knows what names are taken, and answers this one.
    pub(super) fn nest(&mut self) -> Self {
        let inner = Self {
            states: Vec::new(),
            open: vec![START],
            state_names: std::mem::take(&mut self.state_names),
            variables: std::mem::take(&mut self.variables),
            wanted: std::mem::take(&mut self.wanted),
            changes: self.changes,
        };
        std::mem::replace(self, inner)
    }

    /// Ends the machine inside `outer`, and goes on with that.
    pub(super) fn leave(&mut self, outer: Self) -> Flow {
        let inner = std::mem::replace(self, outer);
        self.state_names = inner.state_names;
        self.variables = inner.variables;
        self.wanted = inner.wanted;
        self.changes = inner.changes;
        Flow { states: inner.states }
    }

    /// Adds a state where the open edges lead, and answers its number. No edge is open then.
    pub(super) fn add(&mut self, name: &str, action: Action) -> usize {
        let number = self.states.len();
        self.lead_to(number);
        let name = self.state_name(name);
        self.states.push(State { name, action });
        number
    }

    /// Leads the open edges to a state that is there already. No edge is open then.
    pub(super) fn lead_to(&mut self, state: usize) {
        self.changes += 1;
        for edge in std::mem::take(&mut self.open) {
            if let Some(edge) = self.edge(edge) {
                edge.next = Some(state);
            }
        }
    }

    /// Ends the machine where the open edges lead. Ends that say the same are one.
    pub(super) fn end(&mut self, name: &str, action: Action) {
        match self.states.iter().position(|state| state.action == action) {
            Some(number) => self.lead_to(number),
            None => {
                self.add(name, action);
            }
        }
    }

    /// A name for a state, made unique and short enough.
    pub(super) fn state_name(&mut self, wanted: &str) -> String {
        unique(&mut self.state_names, wanted, ' ')
    }

    /// A name for a variable, made unique, short enough and acceptable to AWS.
    pub(super) fn variable(&mut self, wanted: &str) -> String {
        let wanted: String = wanted
            .trim_start_matches('_')
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '_')
            .collect();
        let wanted = match wanted.as_str() {
            "" => "value",
            wanted if wanted.starts_with(|first: char| first.is_ascii_digit()) => "value",
            wanted => wanted,
        };
        let name = unique(&mut self.variables, wanted, '_');
        self.wanted.insert(name.clone(), wanted.to_owned());
        name
    }

    pub(super) fn open(&mut self, edges: Vec<EdgeId>) {
        self.open = edges;
    }

    pub(super) fn take_open(&mut self) -> Vec<EdgeId> {
        std::mem::take(&mut self.open)
    }

    /// A number that grows when a state is added or a variable is set.
    pub(super) const fn changes(&self) -> usize {
        self.changes
    }

    pub(super) const fn next(state: usize) -> EdgeId {
        EdgeId {
            state,
            slot: Slot::Next,
        }
    }

    pub(super) const fn rule(state: usize, rule: usize) -> EdgeId {
        EdgeId {
            state,
            slot: Slot::Rule(rule),
        }
    }

    pub(super) const fn catch(state: usize, catch: usize) -> EdgeId {
        EdgeId {
            state,
            slot: Slot::Catch(catch),
        }
    }

    pub(super) fn action(&mut self, state: usize) -> Option<&mut Action> {
        self.states.get_mut(state).map(|state| &mut state.action)
    }

    fn edge(&mut self, id: EdgeId) -> Option<&mut Edge> {
        match (&mut self.states.get_mut(id.state)?.action, id.slot) {
            (
                Action::Pass { edge }
                | Action::Task { edge, .. }
                | Action::Parallel { edge, .. }
                | Action::Map { edge, .. }
                | Action::Wait { edge, .. },
                Slot::Next,
            )
            | (Action::Choice { default: edge, .. }, Slot::Next) => Some(edge),
            (Action::Choice { rules, .. }, Slot::Rule(rule)) => Some(&mut rules.get_mut(rule)?.edge),
            (Action::Task { catches, .. }, Slot::Catch(catch)) => Some(&mut catches.get_mut(catch)?.edge),
            (
                Action::Pass { .. }
                | Action::Task { .. }
                | Action::Parallel { .. }
                | Action::Map { .. }
                | Action::Wait { .. }
                | Action::Choice { .. }
                | Action::Succeed { .. }
                | Action::Fail(_),
                Slot::Start | Slot::Next | Slot::Rule(_) | Slot::Catch(_),
            ) => None,
        }
    }

    /// Sets a variable on an edge of the state that has just been added.
    pub(super) fn assign(&mut self, edge: EdgeId, variable: &str, formula: Formula) {
        self.changes += 1;
        if let Some(edge) = self.edge(edge) {
            let value = Template::Formula(formula);
            edge.assign.push(Assignment {
                variable: variable.to_owned(),
                value,
            });
        }
    }

    /// Sets a variable where edges come together, each with a value of its own. An edge takes it up where it can;
    /// since all that one edge sets is computed from the values before, elsewhere a Pass does.
    pub(super) fn merge(&mut self, variable: &str, ends: Vec<(Vec<EdgeId>, Template)>) {
        self.changes += 1;
        let mut merged = Vec::new();
        for (edges, value) in ends {
            let mut left = Vec::new();
            for id in edges {
                let Some(edge) = self.edge(id) else {
                    left.push(id);
                    continue;
                };
                match seen_from(edge, &value) {
                    Some(value) => {
                        // What the edge set it to before is seen by nobody.
                        edge.assign.retain(|assignment| assignment.variable != variable);
                        edge.assign.push(Assignment {
                            variable: variable.to_owned(),
                            value,
                        });
                        merged.push(id);
                    }
                    None => left.push(id),
                }
            }
            if !left.is_empty() {
                self.open = left;
                let assign = vec![Assignment {
                    variable: variable.to_owned(),
                    value,
                }];
                let pass = self.add(
                    &format!("let {variable}"),
                    Action::Pass {
                        edge: Edge { assign, next: None },
                    },
                );
                merged.push(Self::next(pass));
            }
        }
        self.open = merged;
    }

    /// Sets a variable where the open edges lead.
    pub(super) fn set(&mut self, variable: &str, value: Template) {
        let edges = self.take_open();
        self.merge(variable, vec![(edges, value)]);
    }

    /// The finished machine.
    pub(super) fn finish(self) -> Flow {
        let mut flow = Flow { states: self.states };
        finish::prune(&mut flow);
        finish::rename(&mut flow, &self.wanted);
        flow
    }
}

/// `value` as it reads on an edge that sets some of its variables: in their place, what the edge sets them to.
fn seen_from(edge: &Edge, value: &Template) -> Option<Template> {
    value.replace(&|variable| {
        edge.assign
            .iter()
            .find(|assignment| assignment.variable == variable)
            .map(|assignment| assignment.value.clone())
    })
}

pub(super) fn unique(taken: &mut BTreeSet<String>, wanted: &str, before_number: char) -> String {
    let short: String = wanted.chars().take(LONGEST).collect();
    let mut name = short.clone();
    let mut number = 1_usize;
    while !taken.insert(name.clone()) {
        number += 1;
        let suffix = format!("{before_number}{number}");
        let room = LONGEST.saturating_sub(suffix.len());
        name = short.chars().take(room).chain(suffix.chars()).collect();
    }
    name
}
