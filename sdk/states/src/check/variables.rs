//! A flow in; reads of variables that nothing can have assigned, and assignments that reach into an outer flow, out.
//!
//! A variable is there if it was assigned on at least one way from the start. What a state assigns, the next one sees;
//! an inner flow sees what its state sees, and nobody outside sees what is assigned inside.

use super::flow::{Flow, State};
use super::values::nearest;
use super::{Checker, Code, Read};
use crate::expression::arity;
use std::collections::{BTreeMap, BTreeSet};

type Names<'a> = BTreeSet<&'a str>;

/// What surrounds a flow.
#[derive(Default, Clone)]
struct Around<'a> {
    /// The variables it sees.
    seen: Names<'a>,
    /// Those that the flows around it assign anywhere.
    outer: Names<'a>,
    /// Those beyond a distributed Map, which it does not see.
    sealed: Names<'a>,
}

impl Checker {
    /// This flow and those inside it.
    pub(super) fn variables(&mut self, machine: &Flow<'_>) {
        let mut all = BTreeSet::new();
        machine.collect(&mut all);
        self.scope(machine, &Around::default(), &all);
    }

    fn scope<'a>(&mut self, flow: &Flow<'a>, around: &Around<'a>, all: &Names<'a>) {
        let own = flow.assigned();
        self.shadows(flow, around);
        let mut entries = entries(flow, &around.seen);
        for (name, state) in &flow.states {
            // What nothing leads to may be led to by what is still to be mended: it sees whatever there is.
            let seen = entries.remove(name);
            let seen = seen.unwrap_or_else(|| around.seen.union(&own).copied().collect());
            let unseen = state.reads.iter();
            for read in unseen.filter(|read| !seen.contains(read.name.as_str())) {
                self.unseen(read, around, &own, all);
            }
            let outer: Names<'_> = around.outer.union(&own).copied().collect();
            let around = if state.sealed {
                Around {
                    sealed: around.sealed.union(&outer).copied().collect(),
                    ..Around::default()
                }
            } else {
                Around {
                    seen,
                    outer,
                    sealed: around.sealed.clone(),
                }
            };
            for inner in &state.inner {
                self.scope(inner, &around, all);
            }
        }
    }

    fn unseen(&mut self, read: &Read, around: &Around<'_>, own: &Names<'_>, all: &Names<'_>) {
        let name = read.name.as_str();
        let undefined = Code::UndefinedVariable;
        let (code, message, help) = if own.contains(name) || around.outer.contains(name) {
            let help = "assign it in a state that comes before: what a state assigns, it does not see itself";
            (
                undefined,
                format!("`${name}` is read before anything assigns it"),
                help.to_owned(),
            )
        } else if around.sealed.contains(name) {
            let message = format!("`${name}` is outside of this distributed Map");
            let help = "hand it in, through `ItemSelector` or `ItemBatcher`, and read `$states.input`";
            (Code::DistributedVariable, message, help.to_owned())
        } else if all.contains(name) {
            let help = "return it as the branch's output, and assign it from `$states.result`";
            (
                undefined,
                format!("`${name}` is assigned in another branch only"),
                help.to_owned(),
            )
        } else if arity(name).is_some() {
            return;
        } else {
            let help = match nearest(name, all.iter().copied()) {
                Some(near) => format!("did you mean `${near}`?"),
                None => "assign it in a state that comes before".to_owned(),
            };
            (undefined, format!("nothing assigns `${name}`"), help)
        };
        self.report(&read.pointer, code, message, help);
    }

    fn shadows(&mut self, flow: &Flow<'_>, around: &Around<'_>) {
        let exits = flow.states.values().flat_map(|state| &state.exits);
        for (name, pointer) in exits.flat_map(|exit| &exit.assigns) {
            if around.outer.contains(name) {
                let message = format!("`{name}` belongs to the flow around this one");
                let help = "choose another name here; hand the value out as the output";
                self.report(pointer, Code::OuterVariable, message, help);
            }
        }
    }
}

/// The variables that each state that can be reached may see at its entry.
fn entries<'a>(flow: &Flow<'a>, around: &Names<'a>) -> BTreeMap<&'a str, Names<'a>> {
    let mut seen: BTreeMap<&str, Names<'a>> = BTreeMap::new();
    let mut open: Vec<(&str, Names<'a>)> = flow
        .start
        .map(|start| (start, around.clone()))
        .into_iter()
        .collect();
    while let Some((name, names)) = open.pop() {
        let Some((name, state)) = flow.states.get_key_value(name) else {
            continue;
        };
        let is_new = !seen.contains_key(name);
        let at_entry = seen.entry(*name).or_default();
        let before = at_entry.len();
        at_entry.extend(names);
        if is_new || at_entry.len() > before {
            for exit in &state.exits {
                if let Some(target) = &exit.target {
                    let mut names = at_entry.clone();
                    names.extend(exit.assigns.iter().map(|(name, _)| *name));
                    open.push((target.name, names));
                }
            }
        }
    }
    seen
}

impl<'a> Flow<'a> {
    /// The variables that its own states assign.
    fn assigned(&self) -> Names<'a> {
        self.states.values().flat_map(State::assigned).collect()
    }

    fn collect(&self, all: &mut Names<'a>) {
        for state in self.states.values() {
            all.extend(state.assigned());
            for inner in &state.inner {
                inner.collect(all);
            }
        }
    }
}

impl<'a> State<'a> {
    fn assigned(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.exits
            .iter()
            .flat_map(|exit| exit.assigns.iter().map(|(name, _)| *name))
    }
}
