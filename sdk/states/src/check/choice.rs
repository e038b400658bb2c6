//! A Choice's rules and default in, their problems and the ways they lead out.

use super::fields::{RULE, Site};
use super::flow::{Exit, State};
use super::object::Object;
use super::{Checker, Code};
use crate::template::expression;
use serde_json::Value;

impl Checker {
    pub(super) fn choice<'a>(
        &mut self,
        object: &Object<'a>,
        state: &mut State<'a>,
        assigns: Vec<(&'a str, String)>,
    ) {
        let mut certain = false;
        if let Some(choices) = object.get("Choices") {
            let pointer = object.at("Choices");
            if choices.as_array().is_some_and(Vec::is_empty) {
                self.report(
                    &pointer,
                    Code::MissingField,
                    "a Choice has no rules",
                    "add one, or use a Pass",
                );
            }
            for rule in self.objects(choices, &pointer) {
                self.fields(&rule, &[RULE], "a Choice rule", &mut state.reads);
                certain |= rule.get("Condition").is_some_and(is_true);
                let assigns = self.assign(&rule, Site::Before, state);
                if let Some(target) = self.target(&rule, "Next") {
                    state.exits.push(Exit {
                        target: Some(target),
                        assigns,
                    });
                }
            }
        }
        match self.target(object, "Default") {
            Some(target) => state.exits.push(Exit {
                target: Some(target),
                assigns,
            }),
            None if object.get("Default").is_some() || certain || object.get("Choices").is_none() => {}
            None => self.report(
                &state.pointer,
                Code::ChoiceFallsThrough,
                "a Choice has no `Default`, and none of its rules may hold",
                "add `Default`: the execution fails with `States.NoChoiceMatched` otherwise",
            ),
        }
    }
}

/// A condition that always holds.
fn is_true(condition: &Value) -> bool {
    match condition {
        Value::Bool(value) => *value,
        Value::String(text) => expression(text).is_some_and(|source| source.trim() == "true"),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => false,
    }
}
