//! Self-contained JSON Schemas in, one document's references out: each definition once, under a name of its own.

mod shape;

use ferrovia_model::{Payload, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub use shape::of_type;

/// The dialect of every schema here.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The definitions of one document. Two types that share a name but not their content get two names: the second
/// has a `2` behind it.
#[derive(Debug, Clone)]
pub struct Definitions {
    prefix: &'static str,
    known: BTreeMap<String, Value>,
}

impl Definitions {
    /// None yet; references to them will begin with `prefix`, `#/components/schemas/`.
    #[must_use]
    pub const fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            known: BTreeMap::new(),
        }
    }

    /// Makes `schema` a definition, and answers a reference to it.
    pub fn define(&mut self, name: &str, schema: &Value) -> Value {
        let name = self.adopt(schema, Some(name)).1;
        json!({ "$ref": format!("{}{}", self.prefix, name.unwrap_or_default()) })
    }

    /// What stands for a payload: a reference if an author's type is behind it, else the schema itself.
    pub fn refer(&mut self, payload: &Payload) -> Value {
        let title = payload.schema.get("title").and_then(Value::as_str);
        match (&payload.ty, title) {
            (Type::Named(_), Some(title)) => self.define(&identifier(title), &payload.schema),
            (Type::Named(path), None) => self.define(&identifier(last_segment(path)), &payload.schema),
            (
                Type::Unit
                | Type::Bool
                | Type::Integer
                | Type::WideInteger
                | Type::Float
                | Type::String
                | Type::Json
                | Type::Option(_)
                | Type::List(_)
                | Type::Map(_)
                | Type::Tuple(_),
                _,
            ) => self.inline(&payload.schema),
        }
    }

    /// The schema itself, with its definitions taken over and every reference following them.
    pub fn inline(&mut self, schema: &Value) -> Value {
        self.adopt(schema, None).0
    }

    /// The definitions by name; `None` if there are none.
    #[must_use]
    pub fn into_value(self) -> Option<Value> {
        (!self.known.is_empty()).then(|| Value::Object(self.known.into_iter().collect()))
    }

    /// Takes over the definitions of `schema`, and with a `name` the schema itself. Answers the schema as it is to
    /// be written in place, and the name it got.
    fn adopt(&mut self, schema: &Value, name: Option<&str>) -> (Value, Option<String>) {
        let mut root = schema.clone();
        let mut locals = Vec::new();
        if let Value::Object(members) = &mut root {
            members.remove("$schema");
            members.remove("title");
            if let Some(Value::Object(definitions)) = members.remove("$defs") {
                locals.extend(definitions.into_iter().map(|(name, definition)| {
                    (
                        local_reference(&name),
                        identifier(last_segment(&name)),
                        definition,
                    )
                }));
            }
        }
        // A recursive type refers to the root as `#`: then it is a definition, asked for or not.
        let title = || schema.get("title").and_then(Value::as_str).map(identifier);
        let name = name
            .map(str::to_owned)
            .or_else(|| refers_to_root(&root).then(|| title().unwrap_or_else(|| "Recursive".to_owned())));
        if let Some(name) = name {
            locals.push(("#".to_owned(), name, root.clone()));
        }
        // The order of declaration must not decide who gets the plain name.
        locals.sort_by(|left, right| left.0.cmp(&right.0));
        let names = self.settle(&locals);
        let in_place = rewritten(&root, &names, self.prefix);
        let name = names.get("#").cloned();
        (in_place, name)
    }

    /// Enters definitions (reference, wanted name, schema), and answers the name behind each reference.
    fn settle(&mut self, locals: &[(String, String, Value)]) -> BTreeMap<String, String> {
        let mut names: BTreeMap<_, _> = locals
            .iter()
            .map(|(reference, wanted, _)| (reference.clone(), wanted.clone()))
            .collect();
        let mut tries: BTreeMap<&str, u32> = BTreeMap::new();
        // Renaming one definition changes those that refer to it, so all are tried again. It ends, since numbers
        // only grow and beyond some number every name is free.
        loop {
            let mut entered = BTreeMap::new();
            let clash = locals.iter().find(|(reference, _, schema)| {
                let name = names.get(reference).cloned().unwrap_or_default();
                let schema = rewritten(schema, &names, self.prefix);
                match self.known.get(&name).or_else(|| entered.get(&name)) {
                    Some(known) => *known != schema,
                    None => {
                        entered.insert(name, schema);
                        false
                    }
                }
            });
            let Some((reference, wanted, _)) = clash else {
                self.known.extend(entered);
                return names;
            };
            let number = tries.entry(reference).or_insert(1);
            *number += 1;
            names.insert(reference.clone(), format!("{wanted}{number}"));
        }
    }
}

/// The parts of a schema whose members are schemas, whatever they are called.
const MAPS: &[&str] = &["properties", "patternProperties", "dependentSchemas", "$defs"];

/// The parts of a schema that are values, not schemas.
const VALUES: &[&str] = &["const", "enum", "default", "examples"];

/// Visits every reference of a schema and of those in it.
fn each_reference(schema: &mut Value, visit: &mut impl FnMut(&mut String)) {
    match schema {
        Value::Object(members) => {
            for (keyword, value) in members {
                match value {
                    Value::String(reference) if keyword == "$ref" => visit(reference),
                    Value::Object(schemas) if MAPS.contains(&keyword.as_str()) => {
                        schemas
                            .values_mut()
                            .for_each(|schema| each_reference(schema, visit));
                    }
                    Value::Object(_) | Value::Array(_) if !VALUES.contains(&keyword.as_str()) => {
                        each_reference(value, visit);
                    }
                    Value::Object(_)
                    | Value::Array(_)
                    | Value::Null
                    | Value::Bool(_)
                    | Value::Number(_)
                    | Value::String(_) => {}
                }
            }
        }
        Value::Array(schemas) => schemas
            .iter_mut()
            .for_each(|schema| each_reference(schema, visit)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn refers_to_root(schema: &Value) -> bool {
    let mut found = false;
    each_reference(&mut schema.clone(), &mut |reference| found |= reference == "#");
    found
}

fn rewritten(schema: &Value, names: &BTreeMap<String, String>, prefix: &str) -> Value {
    let mut schema = schema.clone();
    each_reference(&mut schema, &mut |reference| {
        if let Some(name) = names.get(reference) {
            *reference = format!("{prefix}{name}");
        }
    });
    schema
}

/// How a self-contained schema refers to one of its definitions: a JSON pointer (RFC 6901) as a URI's fragment
/// (RFC 3986).
fn local_reference(name: &str) -> String {
    let mut reference = "#/$defs/".to_owned();
    for byte in name.bytes() {
        match byte {
            b'~' => reference.push_str("~0"),
            b'/' => reference.push_str("~1"),
            b'A'..=b'Z'
            | b'a'..=b'z'
            | b'0'..=b'9'
            | b'-'
            | b'.'
            | b'_'
            | b'!'
            | b'$'
            | b'&'
            | b'\''
            | b'('
            | b')'
            | b'*'
            | b'+'
            | b','
            | b';'
            | b'='
            | b':'
            | b'@'
            | b'?' => {
                reference.push(char::from(byte));
            }
            other => reference.push_str(&format!("%{other:02X}")),
        }
    }
    reference
}

/// A name that needs no escaping in a reference and that OpenAPI takes for a component.
fn identifier(name: &str) -> String {
    let safe = |character: char| character.is_ascii_alphanumeric() || matches!(character, '.' | '-' | '_');
    name.chars()
        .map(|character| if safe(character) { character } else { '_' })
        .collect()
}

/// `Ticket` of `desk::Ticket`, `Page<desk::Ticket>` of `desk::Page<desk::Ticket>`.
fn last_segment(path: &str) -> &str {
    let generic = path.find('<').unwrap_or(path.len());
    path[..generic].rfind("::").map_or(path, |end| &path[end + 2..])
}

/// The schema of an object.
#[must_use]
pub fn object(properties: Map<String, Value>, required: &[&str]) -> Value {
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

#[cfg(test)]
mod tests;
