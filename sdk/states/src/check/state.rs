//! One state in, its problems and its part in the flow out.

use super::expressions::Found;
use super::fields::{BRANCH, Field, STATE, Site, TYPES};
use super::flow::{Exit, State};
use super::object::{Object, below};
use super::transition::exits;
use super::values::{bare, nearest, object};
use super::{Checker, Code, Kind};
use serde_json::Value;

impl Checker {
    pub(super) fn state<'a>(&mut self, value: &'a Value, pointer: String, kind: Option<Kind>) -> State<'a> {
        let mut state = State {
            pointer: pointer.clone(),
            ..State::default()
        };
        let Some(object) = object(value, &pointer) else {
            self.wrong_type(value, &pointer, "a state is an object");
            return state;
        };
        match object.get("QueryLanguage") {
            None => {}
            Some(Value::String(language)) if language == "JSONata" => {}
            Some(Value::String(language)) if language == "JSONPath" => {
                self.json_path(&object.at("QueryLanguage"), "the state is in JSONPath mode");
                // Its fields mean other things; where it leads is the same.
                state.exits = exits(&object);
                return state;
            }
            Some(other) => {
                let message = format!("there is no query language `{}`", bare(other));
                self.report(
                    object.at("QueryLanguage"),
                    Code::OutOfRange,
                    message,
                    "write `JSONata`, or leave it out",
                );
            }
        }
        let Some((ty, fields)) = self.state_type(&object) else {
            state.exits = exits(&object);
            return state;
        };
        self.fields(
            &object,
            &[STATE, fields],
            &format!("a {ty} state"),
            &mut state.reads,
        );

        let after = matches!(ty, "Task" | "Parallel" | "Map");
        let site = if after { Site::After } else { Site::Before };
        let assigns = self.assign(&object, site, &mut state);
        match ty {
            "Choice" => self.choice(&object, &mut state, assigns),
            "Succeed" | "Fail" => state.exits.push(Exit {
                target: None,
                assigns: Vec::new(),
            }),
            _ => self.next_or_end(&object, &mut state, assigns),
        }
        match ty {
            "Task" => self.task(&object, kind),
            "Wait" => self.wait(&object),
            "Parallel" => self.branches(&object, &mut state, kind),
            "Map" => self.map(&object, &mut state, kind),
            _ => {}
        }
        if after {
            self.retry(&object);
            self.catch(&object, &mut state);
        }
        state
    }

    fn state_type(&mut self, state: &Object<'_>) -> Option<(&'static str, &'static [Field])> {
        let Some(ty) = state.get("Type") else {
            let help = "add `Type`: Task, Pass, Choice, Wait, Succeed, Fail, Parallel or Map";
            self.report(&state.pointer, Code::MissingField, "a state has no `Type`", help);
            return None;
        };
        let known = ty
            .as_str()
            .and_then(|ty| TYPES.iter().find(|(name, _)| *name == ty));
        if known.is_none() {
            let near = ty
                .as_str()
                .and_then(|ty| nearest(ty, TYPES.iter().map(|(name, _)| *name)));
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "it is Task, Pass, Choice, Wait, Succeed, Fail, Parallel or Map".to_owned(),
            };
            let message = format!("there is no type of state `{}`", bare(ty));
            self.report(state.at("Type"), Code::OutOfRange, message, help);
        }
        known.copied()
    }

    /// The variables that `Assign` sets.
    pub(super) fn assign<'a>(
        &mut self,
        object: &Object<'a>,
        site: Site,
        state: &mut State<'a>,
    ) -> Vec<(&'a str, String)> {
        const LONGEST: usize = 80;
        let Some(value) = object.get("Assign") else {
            return Vec::new();
        };
        let pointer = object.at("Assign");
        let Some(members) = value.as_object() else {
            self.wrong_type(value, &pointer, "it takes an object: a value for each variable");
            return Vec::new();
        };
        let mut found = Found::default();
        self.template(value, &pointer, site, &mut found);
        state.reads.append(&mut found.reads);
        for name in members.keys() {
            let pointer = below(&pointer, name);
            let mut characters = name.chars();
            let starts = characters
                .next()
                .is_some_and(|first| first.is_alphabetic() || first == '_');
            if name == "states" {
                let help = "choose another name: `$states` is what Step Functions gives";
                self.report(
                    pointer,
                    Code::ReservedVariable,
                    "`states` cannot be assigned",
                    help,
                );
            } else if !starts || !characters.all(|other| other.is_alphanumeric() || other == '_') {
                let help = "a variable's name is a letter or `_`, then letters, digits and `_`; \
                            parts of a variable cannot be assigned";
                self.report(
                    pointer,
                    Code::InvalidName,
                    format!("`{name}` is no name for a variable"),
                    help,
                );
            } else if name.chars().count() > LONGEST {
                let message = format!("a variable's name has {} characters", name.chars().count());
                self.report(
                    pointer,
                    Code::InvalidName,
                    message,
                    format!("it takes 1 to {LONGEST}"),
                );
            }
        }
        members
            .keys()
            .map(|name| (name.as_str(), below(&pointer, name)))
            .collect()
    }

    fn wait(&mut self, object: &Object<'_>) {
        let message = match (object.get("Seconds"), object.get("Timestamp")) {
            (Some(_), None) | (None, Some(_)) => return,
            (Some(_), Some(_)) => "a Wait has both `Seconds` and `Timestamp`",
            (None, None) => "a Wait has neither `Seconds` nor `Timestamp`",
        };
        self.report(
            &object.pointer,
            Code::Conflict,
            message,
            "it takes exactly one of them",
        );
    }

    fn branches<'a>(&mut self, object: &Object<'a>, state: &mut State<'a>, kind: Option<Kind>) {
        let Some(branches) = object.get("Branches") else {
            return;
        };
        let pointer = object.at("Branches");
        if branches.as_array().is_some_and(Vec::is_empty) {
            self.report(
                &pointer,
                Code::MissingField,
                "a Parallel has no branches",
                "add one",
            );
        }
        for branch in self.objects(branches, &pointer) {
            self.fields(&branch, &[BRANCH], "a branch", &mut state.reads);
            state.inner.extend(self.flow(&branch, kind));
        }
    }
}
