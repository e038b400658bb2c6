//! JSON in, the SDK's documents out; and back.

use aws_smithy_types::{Document, Number};
use serde_json::Value;

/// A JSON value as a document.
pub(super) fn from_json(value: &Value) -> Document {
    match value {
        Value::Null => Document::Null,
        Value::Bool(flag) => Document::Bool(*flag),
        Value::String(text) => Document::String(text.clone()),
        Value::Array(items) => Document::Array(items.iter().map(from_json).collect()),
        Value::Object(members) => Document::Object(
            members
                .iter()
                .map(|(name, member)| (name.clone(), from_json(member)))
                .collect(),
        ),
        Value::Number(number) => {
            if let Some(natural) = number.as_u64() {
                Document::Number(Number::PosInt(natural))
            } else if let Some(integer) = number.as_i64() {
                Document::Number(Number::NegInt(integer))
            } else {
                Document::Number(Number::Float(number.as_f64().unwrap_or_default()))
            }
        }
    }
}

/// A document as JSON. A number that JSON cannot write (NaN, infinity) becomes `null`.
pub(super) fn to_json(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(flag) => Value::Bool(*flag),
        Document::String(text) => Value::String(text.clone()),
        Document::Array(items) => items.iter().map(to_json).collect(),
        Document::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), to_json(member)))
            .collect(),
        Document::Number(Number::PosInt(natural)) => Value::from(*natural),
        Document::Number(Number::NegInt(integer)) => Value::from(*integer),
        Document::Number(Number::Float(float)) => Value::from(*float),
    }
}
