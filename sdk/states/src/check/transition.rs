//! `Next`, `End` and their kin in, their problems and where they lead out.

use super::flow::{Exit, State, Target};
use super::object::Object;
use super::{Checker, Code};
use serde_json::Value;

impl Checker {
    /// Where a state leads whose other fields nobody looks at.
    pub(super) fn exits<'a>(
        &mut self,
        object: &Object<'a>,
        state: &mut State<'a>,
        assigns: Vec<(&'a str, String)>,
    ) {
        for rule in object
            .get("Choices")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            state
                .exits
                .extend(rule.get("Next").and_then(Value::as_str).map(|name| Exit {
                    target: Some(Target {
                        name,
                        pointer: object.at("Choices"),
                    }),
                    assigns: Vec::new(),
                }));
        }
        for catcher in object
            .get("Catch")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            state
                .exits
                .extend(catcher.get("Next").and_then(Value::as_str).map(|name| Exit {
                    target: Some(Target {
                        name,
                        pointer: object.at("Catch"),
                    }),
                    assigns: Vec::new(),
                }));
        }
        let target = ["Next", "Default"].into_iter().find_map(|field| {
            object.text(field).map(|name| Target {
                name,
                pointer: object.at(field),
            })
        });
        state.exits.push(Exit { target, assigns });
    }

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
