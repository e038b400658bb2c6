//! A flow in; transitions into nothing, states that nothing leads to, and flows that cannot end out.

use super::flow::{Flow, Target};
use super::values::nearest;
use super::{Checker, Code};
use std::collections::BTreeSet;

impl Checker {
    /// This flow and those inside it.
    pub(super) fn graph(&mut self, flow: &Flow<'_>) {
        self.targets(flow);
        for state in flow.states.values() {
            for inner in &state.inner {
                self.graph(inner);
            }
        }
    }

    fn targets(&mut self, flow: &Flow<'_>) {
        let start = flow.start.map(|name| Target {
            name,
            pointer: format!("{}/StartAt", flow.pointer),
        });
        let exits = flow.states.values().flat_map(|state| &state.exits);
        let targets = exits.filter_map(|exit| exit.target.as_ref()).chain(&start);
        let mut all_known = start.is_some();
        for target in targets.filter(|target| !flow.states.contains_key(target.name)) {
            all_known = false;
            let help = match nearest(target.name, flow.states.keys().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None if self.names.contains_key(target.name) => {
                    "transitions stay within one flow: they do not enter or leave a branch".to_owned()
                }
                None => "add the state, or name another".to_owned(),
            };
            let message = format!("there is no state `{}` in this flow", target.name);
            self.report(&target.pointer, Code::UnknownState, message, help);
        }
        if !all_known {
            return;
        }
        let reached = flow.reached();
        for (name, state) in flow.states.iter().filter(|(name, _)| !reached.contains(**name)) {
            let message = format!("nothing leads to state `{name}`");
            self.report(
                &state.pointer,
                Code::Unreachable,
                message,
                "lead to it, or remove it",
            );
        }
        let ends = reached.iter().filter_map(|name| flow.states.get(name));
        // A state without any way out has a problem of its own already.
        let ends = ends.flat_map(|state| {
            state
                .exits
                .iter()
                .map(|exit| exit.target.is_none())
                .chain(state.exits.is_empty().then_some(true))
        });
        if !ends.into_iter().any(|ends| ends) {
            let pointer = format!("{}/States", flow.pointer);
            let help = "end one of its states: `\"End\": true`, a Succeed or a Fail";
            self.report(pointer, Code::NoEnd, "this flow never ends", help);
        }
    }
}

impl<'a> Flow<'a> {
    /// The states that can be reached from the start.
    pub(super) fn reached(&self) -> BTreeSet<&'a str> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.start.into_iter().collect();
        while let Some(name) = open.pop() {
            if let Some((name, state)) = self.states.get_key_value(name)
                && reached.insert(*name)
            {
                let exits = state.exits.iter();
                open.extend(
                    exits
                        .filter_map(|exit| exit.target.as_ref())
                        .map(|target| target.name),
                );
            }
        }
        reached
    }
}
