//! Self-contained JSON Schemas in, one document's references out: each definition once, under a name of its own.

pub mod draft_4;
mod shape;

use ferrovia_model::{Payload, Type};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

pub use shape::of_type;

/// The dialect of every schema here.
pub const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// How a schema refers to itself as a whole.
const ROOT: &str = "#";

/// The definitions of one document. Two types that share a name but not their content get two names: the second
/// has a `2` behind it.
#[derive(Debug, Clone)]
pub struct Definitions {
    prefix: &'static str,
    known: BTreeMap<String, Value>,
    /// By wanted name: what was defined so, as it was given, and the name it got. Most schemas come many times.
    defined: BTreeMap<String, Vec<(Value, String)>>,
}

impl Definitions {
    /// None yet; references to them will begin with `prefix`, `#/components/schemas/`.
    #[must_use]
    pub const fn new(prefix: &'static str) -> Self {
        Self {
            prefix,
            known: BTreeMap::new(),
            defined: BTreeMap::new(),
        }
    }

    /// Makes `schema` a definition, and answers a reference to it.
    pub fn define(&mut self, name: &str, schema: &Value) -> Value {
        let before = self.defined.get(name).into_iter().flatten();
        let same = before.clone().find(|(given, _)| given == schema);
        let settled = same.map(|(_, settled)| settled.clone()).unwrap_or_else(|| {
            let (_, names) = self.adopt(schema, Some(name));
            let settled = names.get(ROOT).cloned().unwrap_or_default();
            let defined = self.defined.entry(name.to_owned()).or_default();
            defined.push((schema.clone(), settled.clone()));
            settled
        });
        json!({ "$ref": format!("{}{settled}", self.prefix) })
    }

    /// What stands for a payload: a reference if an author's type is behind it, else the schema itself.
    pub fn refer(&mut self, payload: &Payload) -> Value {
        let title = payload.schema.get("title").and_then(Value::as_str);
        match (&payload.ty, title) {
            (Type::Named(_), Some(title)) => self.define(title, &payload.schema),
            (Type::Named(path), None) => self.define(last_segment(path), &payload.schema),
            (
                Type::Unit
                | Type::Bool
                | Type::Integer(_)
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
        let (root, names) = self.adopt(schema, None);
        rewritten(&root, &names, self.prefix)
    }

    /// Keeps a name for a definition that is made elsewhere.
    pub fn reserve(&mut self, name: &str) {
        // No definition is `null`, so none is taken for this one.
        self.known.insert(name.to_owned(), Value::Null);
    }

    /// The definitions by name, without those that are made elsewhere.
    pub fn into_schemas(self) -> impl Iterator<Item = (String, Value)> {
        self.known.into_iter().filter(|(_, schema)| !schema.is_null())
    }

    /// The definitions by name; `None` if there are none.
    #[must_use]
    pub fn into_value(self) -> Option<Value> {
        (!self.known.is_empty()).then(|| Value::Object(self.into_schemas().collect()))
    }

    /// Takes over the definitions of `schema`, and with a `name` the schema itself. Answers what is left of the
    /// schema, and the name behind each of its references.
    fn adopt(&mut self, schema: &Value, name: Option<&str>) -> (Value, BTreeMap<String, String>) {
        // A recursive type refers to the root: then it is a definition, asked for or not.
        let title = || schema.get("title").and_then(Value::as_str);
        let name = name.or_else(|| refers_to_root(schema).then(|| title().unwrap_or("Recursive")));
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
        if let Some(name) = name {
            locals.push((ROOT.to_owned(), identifier(name), root.clone()));
        }
        // The order of declaration must not decide who gets the plain name.
        locals.sort_by(|left, right| left.0.cmp(&right.0));
        let names = self.settle(&locals);
        (root, names)
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

/// Whether the members of this part of a schema are schemas, whatever they are called.
pub(crate) fn is_map(keyword: &str) -> bool {
    matches!(
        keyword,
        "properties" | "patternProperties" | "dependentSchemas" | "$defs"
    )
}

/// Whether this part of a schema is a value, not a schema.
pub(crate) fn is_value(keyword: &str) -> bool {
    matches!(keyword, "const" | "enum" | "default" | "examples")
}

/// Whether a schema, or one in it, refers to the whole.
pub(crate) fn refers_to_root(schema: &Value) -> bool {
    match schema {
        Value::Object(members) => members.iter().any(|(keyword, value)| match value {
            Value::String(reference) => keyword == "$ref" && reference == ROOT,
            Value::Object(schemas) if is_map(keyword) => schemas.values().any(refers_to_root),
            Value::Object(_) | Value::Array(_) => !is_value(keyword) && refers_to_root(value),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }),
        Value::Array(schemas) => schemas.iter().any(refers_to_root),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// The schema with references to what the names say.
fn rewritten(schema: &Value, names: &BTreeMap<String, String>, prefix: &str) -> Value {
    let again = |schema: &Value| rewritten(schema, names, prefix);
    let member = |(keyword, value): (&String, &Value)| {
        let value = match value {
            Value::String(reference) if keyword == "$ref" => names
                .get(reference)
                .map_or_else(|| value.clone(), |name| Value::String(format!("{prefix}{name}"))),
            Value::Object(schemas) if is_map(keyword) => {
                let schemas = schemas.iter().map(|(name, schema)| (name.clone(), again(schema)));
                Value::Object(schemas.collect())
            }
            Value::Object(_) | Value::Array(_) if !is_value(keyword) => again(value),
            Value::Object(_)
            | Value::Array(_)
            | Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_) => value.clone(),
        };
        (keyword.clone(), value)
    };
    match schema {
        Value::Object(members) => Value::Object(members.iter().map(member).collect()),
        Value::Array(schemas) => Value::Array(schemas.iter().map(again).collect()),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => schema.clone(),
    }
}

/// How a self-contained schema refers to one of its definitions: a JSON pointer (RFC 6901) as a URI's fragment
/// (RFC 3986).
pub(crate) fn local_reference(name: &str) -> String {
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
