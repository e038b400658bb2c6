//! A JSON Schema in, the alternatives it allows out: whatever way it was written, an enum is its values and variants, an
//! `Option` is a value or `null`, a wrapper is what it wraps.

mod limit;

pub(super) use limit::Limit;

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// One of the values that a schema allows.
#[derive(Debug)]
pub(super) struct Alternative {
    /// For people: ``the value `billing` ``, `a string`.
    pub(super) words: String,
    /// What it is.
    pub(super) form: Form,
}

/// What a value looks like.
#[derive(Debug)]
pub(super) enum Form {
    /// Any JSON.
    Anything,
    /// This value.
    Exactly(Value),
    /// `null`, a boolean, a number or a string within limits.
    Scalar(BTreeMap<Limit, Value>),
    /// An array.
    List {
        /// What each item is, after the places.
        items: Value,
        /// What stands at the first places.
        places: Vec<Value>,
        /// How many there may be.
        limits: BTreeMap<Limit, Value>,
    },
    /// An object.
    Object(Object),
}

/// What an object looks like.
#[derive(Debug)]
pub(super) struct Object {
    /// Its fields' schemas.
    pub(super) fields: BTreeMap<String, Value>,
    /// Those that must be there.
    pub(super) required: BTreeSet<String>,
    /// What any other field is, if the schema says.
    pub(super) others: Option<Value>,
    /// Whether it may have no other field.
    pub(super) closed: bool,
    /// How many fields there may be.
    pub(super) limits: BTreeMap<Limit, Value>,
}

impl Form {
    /// Whether each value of the other form is one of this form: a constant among all strings, an integer among numbers.
    pub(super) fn covers(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Anything, _) => true,
            (Self::Scalar(limits), Self::Exactly(value)) => {
                let name = type_of(value);
                let same = |word: &str| limits.get(&Limit::Type) == Some(&json!(word));
                limits.len() == 1 && (same(name) || same("number") && name == "integer")
            }
            (Self::Scalar(wide), Self::Scalar(narrow)) => {
                let is =
                    |limits: &BTreeMap<Limit, Value>, word| limits.get(&Limit::Type) == Some(&json!(word));
                is(wide, "number") && is(narrow, "integer") && wide.len() == 1
            }
            (Self::Exactly(_) | Self::List { .. } | Self::Object(_) | Self::Scalar(_), _) => false,
        }
    }
}

/// A self-contained schema and its definitions.
pub(super) struct Schemas<'a>(&'a Value);

impl<'a> Schemas<'a> {
    pub(super) const fn of(root: &'a Value) -> Self {
        Self(root)
    }

    /// What the schema allows, each alternative under a name that it has in any version of the schema.
    pub(super) fn alternatives(&self, schema: &Value) -> BTreeMap<String, Alternative> {
        let mut found = Vec::new();
        self.gather(self.flat(schema, 0), &mut found, 0);
        let several = found.len() > 1;
        let mut alternatives = BTreeMap::new();
        for members in found {
            let (name, words) = self.name(&members, several);
            let form = self.form(members);
            // Two that cannot be told apart are told apart by their places.
            let mut unique = name.clone();
            for number in 2.. {
                if !alternatives.contains_key(&unique) {
                    break;
                }
                unique = format!("{name} {number}");
            }
            alternatives.insert(unique, Alternative { words, form });
        }
        alternatives
    }

    /// The schema with what it refers to, and without what is for people.
    fn flat(&self, schema: &Value, depth: u32) -> Map<String, Value> {
        let Value::Object(members) = schema else {
            return match schema {
                Value::Bool(false) => Map::from_iter([("enum".to_owned(), json!([]))]),
                // `true`, as `{}`, is anything; nothing else is a schema.
                Value::Bool(true)
                | Value::Null
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_)
                | Value::Object(_) => Map::new(),
            };
        };
        let mut flat = Map::new();
        if depth < DEEPEST {
            let target = members.get("$ref").and_then(|reference| self.target(reference));
            let parts = members
                .get("allOf")
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            for part in target.into_iter().chain(parts) {
                merge(&mut flat, self.flat(part, depth + 1));
            }
        }
        let own = members
            .iter()
            .filter(|(keyword, _)| !IRRELEVANT.contains(&keyword.as_str()));
        merge(
            &mut flat,
            own.map(|(keyword, value)| (keyword.clone(), value.clone()))
                .collect(),
        );
        flat
    }

    fn target(&self, reference: &Value) -> Option<&'a Value> {
        let pointer = reference.as_str()?.strip_prefix('#')?;
        let bytes: Vec<u8> = decoded(pointer);
        self.0.pointer(&String::from_utf8(bytes).ok()?)
    }

    fn gather(&self, mut members: Map<String, Value>, found: &mut Vec<Map<String, Value>>, depth: u32) {
        let branches = ["oneOf", "anyOf"]
            .into_iter()
            .find_map(|keyword| members.remove(keyword));
        if let (Some(Value::Array(branches)), true) = (branches, depth < DEEPEST) {
            for branch in &branches {
                let mut all = members.clone();
                merge(&mut all, self.flat(branch, depth));
                self.gather(all, found, depth + 1);
            }
            return;
        }
        if let Some(Value::Array(values)) = members.get("enum") {
            return found.extend(
                values
                    .iter()
                    .map(|value| Map::from_iter([("const".to_owned(), value.clone())])),
            );
        }
        if let Some(Value::Array(types)) = members.get("type") {
            let typed = |one: &Value| {
                let mut members = members.clone();
                members.insert("type".to_owned(), one.clone());
                members
            };
            return found.extend(types.iter().map(typed));
        }
        found.push(members);
    }

    /// What an alternative is called, and what it is in words.
    fn name(&self, members: &Map<String, Value>, several: bool) -> (String, String) {
        if let Some(value) = members.get("const") {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            return (format!("`{text}`"), format!("`{text}`"));
        }
        let word = kind(members);
        if word == "object" {
            if let Some((tag, value)) = self.tag(members) {
                return (format!("`{tag}: {value}`"), format!("`{value}`"));
            }
            let required: Vec<&str> = strings(members.get("required")).collect();
            let fields = members.get("properties").and_then(Value::as_object);
            if let ([only], Some(1), true) = (required.as_slice(), fields.map(Map::len), several) {
                return (format!("`{only}`"), format!("`{only}`"));
            }
        }
        let words = match word {
            "" => "anything".to_owned(),
            "null" => "`null`".to_owned(),
            "object" | "array" | "integer" => format!("an {word}"),
            other => format!("a {other}"),
        };
        (word.to_owned(), words)
    }

    /// The field that says which variant an object is, and what it says.
    fn tag(&self, members: &Map<String, Value>) -> Option<(String, String)> {
        let fields = members.get("properties")?.as_object()?;
        strings(members.get("required")).find_map(|name| {
            let value = self.flat(fields.get(name)?, 0);
            Some((name.to_owned(), value.get("const")?.as_str()?.to_owned()))
        })
    }

    fn form(&self, mut members: Map<String, Value>) -> Form {
        if let Some(value) = members.remove("const") {
            return Form::Exactly(value);
        }
        let limits = Limit::all_of(&members);
        match kind(&members) {
            "" => Form::Anything,
            "array" => Form::List {
                items: members.remove("items").unwrap_or(Value::Bool(true)),
                places: match members.remove("prefixItems") {
                    Some(Value::Array(places)) => places,
                    _ => Vec::new(),
                },
                limits,
            },
            "object" => {
                let required = strings(members.get("required")).map(str::to_owned).collect();
                let others = members.remove("additionalProperties");
                let fields = match members.remove("properties") {
                    Some(Value::Object(fields)) => fields.into_iter().collect(),
                    _ => BTreeMap::new(),
                };
                Form::Object(Object {
                    fields,
                    required,
                    closed: others == Some(Value::Bool(false)),
                    others: others.filter(Value::is_object),
                    limits,
                })
            }
            _ => Form::Scalar(limits),
        }
    }
}

/// No author's type is nested deeper without a field between; a reference to itself ends here.
const DEEPEST: u32 = 32;

/// What says nothing of a value's form, or has been followed.
const IRRELEVANT: [&str; 11] = [
    "$schema",
    "$defs",
    "$ref",
    "$comment",
    "allOf",
    "title",
    "description",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
];

/// Both must hold: fields add up, and what the second says of itself stands.
fn merge(into: &mut Map<String, Value>, from: Map<String, Value>) {
    for (keyword, value) in from {
        match (into.get_mut(&keyword), value) {
            (Some(Value::Object(fields)), Value::Object(more)) if keyword == "properties" => {
                fields.extend(more)
            }
            (Some(Value::Array(names)), Value::Array(more)) if keyword == "required" => {
                names.extend(more);
            }
            (_, value) => {
                into.insert(keyword, value);
            }
        }
    }
}

/// The type, also of a schema that only implies it.
fn kind(members: &Map<String, Value>) -> &str {
    let implied = || {
        let has = |keyword: &str| members.contains_key(keyword);
        if has("properties") || has("additionalProperties") {
            "object"
        } else if has("items") || has("prefixItems") {
            "array"
        } else {
            ""
        }
    };
    members
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_else(implied)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn strings(list: Option<&Value>) -> impl Iterator<Item = &str> {
    list.and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
}

/// A URI's fragment without its percents (RFC 3986).
fn decoded(fragment: &str) -> Vec<u8> {
    let mut bytes = fragment.bytes();
    let mut decoded = Vec::new();
    while let Some(byte) = bytes.next() {
        let escaped = (byte == b'%').then(|| {
            let mut digit = || char::from(bytes.next()?).to_digit(16);
            Some(digit()? * 16 + digit()?)
        });
        let value = escaped.flatten().and_then(|value| u8::try_from(value).ok());
        decoded.push(value.unwrap_or(byte));
    }
    decoded
}
