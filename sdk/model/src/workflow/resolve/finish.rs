//! The last touches on a machine: what nothing reads is not kept, and names have no numbers that they do not need.

use super::graph::{reserved, unique};
use crate::workflow::flow::{Action, Assignment, Cause, Edge, Flow, State};
use std::collections::{BTreeMap, BTreeSet};

/// Drops the assignments that nothing reads, but for those that may end the machine.
pub(super) fn prune(flow: &mut Flow) {
    loop {
        let mut read = Vec::new();
        reads(flow, &mut read);
        let read: BTreeSet<String> = read.into_iter().map(ToOwned::to_owned).collect();
        if !drop_unread(flow, &read) {
            return;
        }
    }
}

fn drop_unread(flow: &mut Flow, read: &BTreeSet<String>) -> bool {
    let mut dropped = false;
    for state in &mut flow.states {
        for edge in edges_of(&mut state.action) {
            let before = edge.assign.len();
            edge.assign
                .retain(|assignment| read.contains(&assignment.variable) || assignment.value.may_fail());
            dropped |= edge.assign.len() < before;
        }
        for inner in state.action.inner_mut() {
            dropped |= drop_unread(inner, read);
        }
    }
    dropped
}

/// Names each variable as its author did, as far as the others that are left allow it.
pub(super) fn rename(flow: &mut Flow, wanted: &BTreeMap<String, String>) {
    let mut names = Names {
        taken: reserved(may_fail(flow)),
        names: BTreeMap::new(),
    };
    names.find(flow, wanted);
    let name = |variable: &str| {
        let found = names.names.get(variable);
        found.cloned().unwrap_or_else(|| variable.to_owned())
    };
    rename_in(flow, &name);
}

/// Whether something in a flow may end it.
fn may_fail(flow: &Flow) -> bool {
    flow.states.iter().any(|State { action, .. }| {
        let computed = match action {
            Action::Task { call, .. } => call.input.may_fail(),
            Action::Map { items, .. } => items.may_fail(),
            Action::Wait { seconds, .. } => seconds.may_fail(),
            Action::Choice { rules, .. } => rules.iter().any(|rule| rule.condition.may_fail()),
            Action::Succeed { output } => output.may_fail(),
            Action::Pass { .. } | Action::Parallel { .. } | Action::Fail(_) => false,
        };
        let edges = action.edges();
        let mut assignments = edges.into_iter().flat_map(|edge| &edge.assign);
        computed
            || assignments.any(|assignment| assignment.value.may_fail())
            || action.inner().iter().any(may_fail)
    })
}

/// The final name of each variable.
struct Names {
    taken: BTreeSet<String>,
    names: BTreeMap<String, String>,
}

impl Names {
    fn find(&mut self, flow: &Flow, wanted: &BTreeMap<String, String>) {
        for state in &flow.states {
            let edges = state.action.edges();
            for Assignment { variable, .. } in edges.iter().flat_map(|edge| &edge.assign) {
                if !self.names.contains_key(variable) {
                    let name = unique(&mut self.taken, wanted.get(variable).unwrap_or(variable), '_');
                    self.names.insert(variable.clone(), name);
                }
            }
            state
                .action
                .inner()
                .iter()
                .for_each(|inner| self.find(inner, wanted));
        }
    }
}

fn rename_in(flow: &mut Flow, name: &impl Fn(&str) -> String) {
    for State { action, .. } in &mut flow.states {
        match action {
            Action::Task { call, .. } => call.input.rename(name),
            Action::Map { items, .. } => items.rename(name),
            Action::Wait { seconds, .. } => seconds.rename(name),
            Action::Choice { rules, .. } => rules.iter_mut().for_each(|rule| rule.condition.rename(name)),
            Action::Succeed { output } => output.rename(name),
            Action::Fail(Cause::Caught(variable) | Cause::Computed { data: variable, .. }) => {
                *variable = name(variable);
            }
            Action::Pass { .. } | Action::Parallel { .. } | Action::Fail(Cause::New { .. }) => {}
        }
        for assignment in edges_of(action).into_iter().flat_map(|edge| &mut edge.assign) {
            assignment.variable = name(&assignment.variable);
            assignment.value.rename(name);
        }
        action
            .inner_mut()
            .iter_mut()
            .for_each(|inner| rename_in(inner, name));
    }
}

fn reads<'a>(flow: &'a Flow, found: &mut Vec<&'a str>) {
    for State { action, .. } in &flow.states {
        match action {
            Action::Task { call, .. } => call.input.variables(found),
            Action::Map { items, .. } => items.variables(found),
            Action::Wait { seconds, .. } => seconds.variables(found),
            Action::Choice { rules, .. } => rules.iter().for_each(|rule| rule.condition.variables(found)),
            Action::Succeed { output } => output.variables(found),
            Action::Fail(Cause::Caught(variable) | Cause::Computed { data: variable, .. }) => {
                found.push(variable)
            }
            Action::Pass { .. } | Action::Parallel { .. } | Action::Fail(Cause::New { .. }) => {}
        }
        let edges = action.edges();
        let assignments = edges.into_iter().flat_map(|edge| &edge.assign);
        assignments.for_each(|assignment| assignment.value.variables(found));
        action.inner().iter().for_each(|inner| reads(inner, found));
    }
}

fn edges_of(action: &mut Action) -> Vec<&mut Edge> {
    match action {
        Action::Pass { edge }
        | Action::Parallel { edge, .. }
        | Action::Map { edge, .. }
        | Action::Wait { edge, .. } => vec![edge],
        Action::Task { catches, edge, .. } => catches
            .iter_mut()
            .map(|catch| &mut catch.edge)
            .chain([edge])
            .collect(),
        Action::Choice { rules, default } => rules
            .iter_mut()
            .map(|rule| &mut rule.edge)
            .chain([default])
            .collect(),
        Action::Succeed { .. } | Action::Fail(_) => Vec::new(),
    }
}
