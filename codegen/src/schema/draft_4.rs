//! A JSON Schema 2020-12 in, the same in draft 4 out: what `AppConfig`'s validators read
//! (<https://docs.aws.amazon.com/appconfig/latest/userguide/appconfig-creating-configuration-profile-validators.html>).
//!
//! What draft 4 cannot say is left out: the validator takes such a document, and its reader judges it.

use super::{is_map, is_value};
use serde_json::{Map, Value, json};

const DIALECT: &str = "http://json-schema.org/draft-04/schema#";

/// The formats that draft 4 knows; what another says, a pattern or a limit beside it says, too.
const FORMATS: [&str; 6] = ["date-time", "email", "hostname", "ipv4", "ipv6", "uri"];

/// What came later and has no other word in draft 4.
const LATER: [&str; 19] = [
    "$anchor",
    "$comment",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "else",
    "examples",
    "if",
    "maxContains",
    "minContains",
    "propertyNames",
    "readOnly",
    "then",
    "unevaluatedProperties",
    "writeOnly",
];

/// The schema in draft 4.
#[must_use]
pub fn of(schema: &Value) -> Value {
    let mut root = of_schema(schema);
    if let Value::Object(members) = &mut root {
        members.insert("$schema".to_owned(), json!(DIALECT));
    }
    root
}

fn of_schema(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => of_object(members),
        Value::Bool(true) => json!({}),
        Value::Bool(false) => json!({ "not": {} }),
        Value::Null | Value::Number(_) | Value::String(_) | Value::Array(_) => schema.clone(),
    }
}

fn of_object(members: &Map<String, Value>) -> Value {
    let mut made = Map::new();
    // Whether a map keeps its order is decided by whoever builds this together with what.
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_by_key(|(keyword, _)| *keyword);
    for (keyword, value) in sorted {
        match (keyword.as_str(), value) {
            ("$schema", _) => {}
            ("$defs", definitions) => {
                made.insert("definitions".to_owned(), of_map(definitions));
            }
            ("$ref", Value::String(target)) => {
                let target = target.replacen("#/$defs/", "#/definitions/", 1);
                // Whatever stands beside a reference is passed over.
                if members.len() == 1 {
                    made.insert("$ref".to_owned(), json!(target));
                } else {
                    also(&mut made, json!({ "$ref": target }));
                }
            }
            ("const", value) => {
                made.insert("enum".to_owned(), json!([value]));
            }
            ("exclusiveMinimum", limit) => also(&mut made, exclusive("minimum", keyword, limit)),
            ("exclusiveMaximum", limit) => also(&mut made, exclusive("maximum", keyword, limit)),
            ("prefixItems", Value::Array(items)) => {
                made.insert("items".to_owned(), items.iter().map(of_schema).collect());
            }
            ("items", rest) if members.contains_key("prefixItems") => {
                made.insert("additionalItems".to_owned(), of_schema(rest));
            }
            ("additionalProperties", Value::Bool(_)) => {
                made.insert(keyword.clone(), value.clone());
            }
            ("format", Value::String(format)) if !FORMATS.contains(&format.as_str()) => {}
            ("allOf", Value::Array(all)) => all.iter().for_each(|one| also(&mut made, of_schema(one))),
            (later, _) if LATER.contains(&later) => {}
            (name, value) if is_map(name) => {
                made.insert(keyword.clone(), of_map(value));
            }
            (name, value) if is_value(name) => {
                made.insert(keyword.clone(), value.clone());
            }
            (_, Value::Array(schemas)) if schemas.iter().all(|one| one.is_object() || one.is_boolean()) => {
                made.insert(keyword.clone(), schemas.iter().map(of_schema).collect());
            }
            ("items" | "additionalProperties" | "not", schema) => {
                made.insert(keyword.clone(), of_schema(schema));
            }
            (_, value) => {
                made.insert(keyword.clone(), value.clone());
            }
        }
    }
    Value::Object(made)
}

/// The members' schemas; what they are called says nothing.
fn of_map(schemas: &Value) -> Value {
    let members = schemas.as_object().into_iter().flatten();
    Value::Object(
        members
            .map(|(name, schema)| (name.clone(), of_schema(schema)))
            .collect(),
    )
}

/// One more schema that must hold.
fn also(made: &mut Map<String, Value>, schema: Value) {
    let all = made.entry("allOf").or_insert_with(|| json!([]));
    if let Value::Array(all) = all {
        all.push(schema);
    }
}

/// A limit that is not reached: in draft 4 a limit, and a word that it is not.
fn exclusive(inclusive: &str, keyword: &str, limit: &Value) -> Value {
    json!({ inclusive: limit, keyword: true })
}
