//! A JSON object and where it stands.

use crate::template::escaped;
use serde_json::{Map, Value};

/// An object of the definition.
#[derive(Clone)]
pub(super) struct Object<'a> {
    pub(super) members: &'a Map<String, Value>,
    /// Where it stands, as a JSON pointer.
    pub(super) pointer: String,
}

impl<'a> Object<'a> {
    pub(super) fn get(&self, name: &str) -> Option<&'a Value> {
        self.members.get(name)
    }

    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name)?.as_str()
    }

    /// The pointer to a member.
    pub(super) fn at(&self, name: impl std::fmt::Display) -> String {
        below(&self.pointer, name)
    }
}

/// A pointer one step further down.
pub(super) fn below(pointer: &str, step: impl std::fmt::Display) -> String {
    format!("{pointer}/{}", escaped(&step.to_string()))
}
