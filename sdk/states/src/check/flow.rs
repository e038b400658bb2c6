//! An object with `StartAt` and `States` in; its states, where they lead and what they read and assign out.

use super::object::{Object, below};
use super::{Checker, Code, Kind, Read};
use std::collections::BTreeMap;

/// States that lead to one another: the machine, a branch, an item processor.
pub(super) struct Flow<'a> {
    /// Where the object with `States` stands.
    pub(super) pointer: String,
    pub(super) start: Option<&'a str>,
    pub(super) states: BTreeMap<&'a str, State<'a>>,
}

/// A state, as far as the others are concerned.
#[derive(Default)]
pub(super) struct State<'a> {
    pub(super) pointer: String,
    pub(super) exits: Vec<Exit<'a>>,
    /// The variables it reads, in any field: they all see the values at its entry.
    pub(super) reads: Vec<Read>,
    pub(super) inner: Vec<Flow<'a>>,
    /// Its inner flow sees no variables from outside: a distributed Map.
    pub(super) sealed: bool,
}

/// A way out of a state.
pub(super) struct Exit<'a> {
    /// The next state; none where the flow ends.
    pub(super) target: Option<Target<'a>>,
    /// The variables assigned on this way, and where.
    pub(super) assigns: Vec<(&'a str, String)>,
}

/// A transition.
pub(super) struct Target<'a> {
    pub(super) name: &'a str,
    /// Where the field stands that names it.
    pub(super) pointer: String,
}

impl Checker {
    /// The flow in `owner`, whose other fields are checked already.
    pub(super) fn flow<'a>(&mut self, owner: &Object<'a>, kind: Option<Kind>) -> Option<Flow<'a>> {
        let start = owner.text("StartAt");
        if let Some(value) = owner.get("StartAt").filter(|_| start.is_none()) {
            self.wrong_type(value, &owner.at("StartAt"), "it takes the name of a state");
        }
        let states = owner.get("States")?;
        let pointer = owner.at("States");
        let Some(states) = states.as_object() else {
            self.wrong_type(states, &pointer, "it takes an object: a state for each name");
            return None;
        };
        if states.is_empty() {
            self.report(&pointer, Code::MissingField, "there are no states", "add one");
            return None;
        }
        let mut flow = Flow {
            pointer: owner.pointer.clone(),
            start,
            states: BTreeMap::new(),
        };
        for (name, value) in states {
            let pointer = below(&pointer, name);
            self.state_name(name, &pointer);
            let state = self.state(value, pointer, kind);
            flow.states.insert(name, state);
        }
        Some(flow)
    }

    fn state_name(&mut self, name: &str, pointer: &str) {
        const LONGEST: usize = 80;
        if name.is_empty() || name.chars().count() > LONGEST {
            let message = format!("a state's name has {} characters", name.chars().count());
            self.report(
                pointer,
                Code::InvalidName,
                message,
                format!("it takes 1 to {LONGEST}"),
            );
        }
        match self.names.get(name) {
            Some(first) => {
                let message = format!("two states are named `{name}`");
                let help =
                    format!("names are unique in the whole machine, branches included: the other is {first}");
                self.report(pointer, Code::DuplicateName, message, help);
            }
            None => {
                self.names.insert(name.to_owned(), pointer.to_owned());
            }
        }
    }
}
