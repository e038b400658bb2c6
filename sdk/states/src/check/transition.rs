//! `Next`, `End` and their kin in, their problems and where they lead out.

use super::flow::{Exit, State, Target};
use super::object::Object;
use super::{Checker, Code};
use serde_json::Value;

/// Where a state leads whose other fields nobody looks at.
pub(super) fn exits<'a>(object: &Object<'a>) -> Vec<Exit<'a>> {
    let listed = ["Choices", "Catch"].into_iter().flat_map(|list| {
        let entries = object.get(list).and_then(Value::as_array).into_iter().flatten();
        entries.filter_map(move |entry| Some((entry.get("Next")?.as_str()?, list)))
    });
    let next = ["Next", "Default"]
        .into_iter()
        .find_map(|field| Some((object.text(field)?, field)));
    let exits = listed.map(Some).chain([next]);
    exits
        .map(|target| Exit {
            target: target.map(|(name, field)| Target {
                name,
                pointer: object.at(field),
            }),
            assigns: Vec::new(),
        })
        .collect()
}

impl Checker {
    pub(super) fn next_or_end<'a>(
        &mut self,
        object: &Object<'a>,
        state: &mut State<'a>,
        assigns: Vec<(&'a str, String)>,
    ) {
        let ends = object.get("End").and_then(Value::as_bool) == Some(true);
        match (object.get("Next"), ends) {
            (Some(_), true) => self.report(
                &state.pointer,
                Code::NextOrEnd,
                "a state has both `Next` and `End`",
                "remove one of them",
            ),
            (None, false) => self.report(
                &state.pointer,
                Code::NextOrEnd,
                "a state has neither `Next` nor `End`",
                "add `\"Next\": \"…\"` or `\"End\": true`",
            ),
            (Some(_), false) | (None, true) => {}
        }
        let target = self.target(object, "Next");
        state.exits.push(Exit { target, assigns });
    }

    /// The state that `field` names.
    pub(super) fn target<'a>(&mut self, object: &Object<'a>, field: &str) -> Option<Target<'a>> {
        let value = object.get(field)?;
        let pointer = object.at(field);
        match value.as_str() {
            Some(name) => Some(Target { name, pointer }),
            None => {
                self.wrong_type(value, &pointer, "it takes the name of a state");
                None
            }
        }
    }
}
