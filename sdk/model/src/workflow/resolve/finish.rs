//! The last touches on a machine: what nothing reads is not kept, and names have no numbers that they do not need.

use super::graph::{reserved, unique};
use crate::workflow::flow::{Action, Cause, Edge, Flow};
use std::collections::{BTreeMap, BTreeSet};

/// Drops the assignments that nothing reads.
pub(super) fn prune(flow: &mut Flow) {
    loop {
        let mut read = Vec::new();
        flow.states
            .iter()
            .for_each(|state| reads(&state.action, &mut read));
        let read: BTreeSet<String> = read.into_iter().map(ToOwned::to_owned).collect();
        let mut dropped = false;
        for state in &mut flow.states {
            for edge in edges_of(&mut state.action) {
                let before = edge.assign.len();
                edge.assign
                    .retain(|assignment| read.contains(&assignment.variable));
                dropped |= edge.assign.len() < before;
            }
        }
        if !dropped {
            return;
        }
    }
}

/// Names each variable as its author did, as far as the others that are left allow it.
pub(super) fn rename(flow: &mut Flow, wanted: &BTreeMap<String, String>) {
    let mut taken = reserved();
    let mut names = BTreeMap::new();
    for edge in flow.states.iter().flat_map(|state| state.action.edges()) {
        for assignment in &edge.assign {
            let variable = &assignment.variable;
            if !names.contains_key(variable) {
                let name = unique(&mut taken, wanted.get(variable).unwrap_or(variable), '_');
                names.insert(variable.clone(), name);
            }
        }
    }
    let name = |variable: &str| {
        names
            .get(variable)
            .cloned()
            .unwrap_or_else(|| variable.to_owned())
    };
    flow.states
        .iter_mut()
        .for_each(|state| rename_in(&mut state.action, &name));
}

fn rename_in(action: &mut Action, name: &impl Fn(&str) -> String) {
    match action {
        Action::Task { call, .. } => call.input.rename(name),
        Action::Parallel { branches, .. } => {
            let states = branches.iter_mut().flat_map(|flow| &mut flow.states);
            states.for_each(|state| rename_in(&mut state.action, name));
        }
        Action::Choice { rules, .. } => rules.iter_mut().for_each(|rule| rule.condition.rename(name)),
        Action::Succeed { output } => output.rename(name),
        Action::Fail(Cause::Caught(variable)) => *variable = name(variable),
        Action::Pass { .. } | Action::Fail(Cause::New { .. }) => {}
    }
    for assignment in edges_of(action).into_iter().flat_map(|edge| &mut edge.assign) {
        assignment.variable = name(&assignment.variable);
        assignment.value.rename(name);
    }
}

fn reads<'a>(action: &'a Action, found: &mut Vec<&'a str>) {
    match action {
        Action::Task { call, .. } => call.input.variables(found),
        Action::Parallel { branches, .. } => {
            branches
                .iter()
                .flat_map(|flow| &flow.states)
                .for_each(|state| reads(&state.action, found));
        }
        Action::Choice { rules, .. } => rules.iter().for_each(|rule| rule.condition.variables(found)),
        Action::Succeed { output } => output.variables(found),
        Action::Fail(Cause::Caught(variable)) => found.push(variable),
        Action::Pass { .. } | Action::Fail(Cause::New { .. }) => {}
    }
    let assignments = action.edges().into_iter().flat_map(|edge| &edge.assign);
    assignments.for_each(|assignment| assignment.value.variables(found));
}

fn edges_of(action: &mut Action) -> Vec<&mut Edge> {
    match action {
        Action::Pass { edge } | Action::Parallel { edge, .. } => vec![edge],
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
