//! JSON documents as text: indented, in an order that no build changes, a newline at the end.

use serde::{Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

/// The document's text, all keys sorted.
#[must_use]
pub fn text(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings cannot be JSON; codegen's documents have none.
    let value = serde_json::to_value(document).unwrap_or(Value::Null);
    declared(&Sorted::from(value))
}

/// The document's text, the members of its structs in the order of their declaration. Values in it are to be
/// [`Sorted`].
#[must_use]
pub fn declared(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}

/// A value that is written with its keys sorted. That is not left to serde_json, whose maps keep insertion order as
/// soon as any crate of the build asks for that.
#[derive(Debug, Clone, PartialEq)]
pub struct Sorted<'a>(Cow<'a, Value>);

impl From<Value> for Sorted<'_> {
    fn from(value: Value) -> Self {
        Self(Cow::Owned(value))
    }
}

impl<'a> From<&'a Value> for Sorted<'a> {
    fn from(value: &'a Value) -> Self {
        Self(Cow::Borrowed(value))
    }
}

impl Serialize for Sorted<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_ref() {
            Value::Object(members) if members.keys().is_sorted() => {
                serializer.collect_map(members.iter().map(|(name, value)| (name, Sorted::from(value))))
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                serializer.collect_map(
                    members
                        .into_iter()
                        .map(|(name, value)| (name, Sorted::from(value))),
                )
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(Sorted::from)),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                plain.serialize(serializer)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Sorted, declared, text};
    use serde::Serialize;
    use serde_json::{Value, json};

    #[derive(Serialize)]
    struct Document<'a> {
        name: &'a str,
        about: Sorted<'a>,
    }

    #[test]
    fn structs_are_as_declared_and_values_sorted() {
        let inner: Value = json!({ "b": [{ "d": 1, "c": null }], "a": {} });
        let document = Document {
            name: "é",
            about: Sorted::from(&inner),
        };
        let about = "{\n    \"a\": {},\n    \"b\": [\n      {\n        \"c\": null,\n        \"d\": 1\n      }\n    ]\n  }";
        assert_eq!(
            declared(&document),
            format!("{{\n  \"name\": \"é\",\n  \"about\": {about}\n}}\n")
        );
        assert_eq!(
            text(&document),
            format!("{{\n  \"about\": {about},\n  \"name\": \"é\"\n}}\n")
        );
    }
}
