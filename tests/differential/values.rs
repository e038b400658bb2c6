//! A type's shape in, JSON values of that type out: those that callers and handlers may send, however unusual.

use crate::choices::Choices;
use ferrovia::model::{Field, Presence, Shapes, Tagging, Type, TypeDef, VariantData};
use serde_json::{Map, Value, json};

/// Text that some reader might take for something else.
const TEXTS: [&str; 16] = [
    "",
    "a",
    "{% x %}",
    "{% $states.input %}",
    "say \"hi\"",
    "back`tick`",
    "größer é",
    "e\u{301}",
    "🚂 👩‍👩‍👧",
    "two\nlines\t",
    "$x",
    "null",
    "true",
    "0",
    "\\u0041 \\",
    "\u{0}\u{7f}\u{2028}",
];

/// Names of members that nobody declared.
const KEYS: [&str; 6] = ["k", "", "a.b", "a`b", "$x", "{% k %}"];

const FLOATS: [f64; 10] = [
    0.0,
    1.0,
    -1.5,
    0.1,
    0.30000000000000004,
    -0.0,
    1e21,
    5e-324,
    f64::MAX,
    9_007_199_254_740_993.0,
];

/// Makes values of an app's types.
pub struct Values<'a> {
    pub choices: &'a mut Choices,
    pub shapes: &'a Shapes,
    /// The schema that `$ref` points into.
    root: &'a Value,
}

impl<'a> Values<'a> {
    pub fn new(choices: &'a mut Choices, shapes: &'a Shapes, root: &'a Value) -> Self {
        Self {
            choices,
            shapes,
            root,
        }
    }

    /// A value of a type. The schema knows the ranges and forms of leaves, which the shape does not.
    pub fn of(&mut self, ty: &Type, schema: Option<&'a Value>) -> Value {
        self.value(ty, self.resolved(schema), 4)
    }

    fn value(&mut self, ty: &Type, schema: Option<&'a Value>, depth: u32) -> Value {
        match ty {
            Type::Unit => Value::Null,
            Type::Bool => json!(self.choices.chance(1, 2)),
            Type::Integer(kind) => self.integer(kind.range(), schema),
            // Beyond 2^53 JSONata rounds: the compiler refuses to compute with such, and no proof is to be had.
            Type::WideInteger => json!(self.choices.one_of(&[0_u64, 1, 1 << 53]).copied().unwrap_or(0)),
            Type::Float => json!(self.choices.one_of(&FLOATS).copied().unwrap_or(0.0)),
            Type::String => self.text(schema),
            Type::Json => self.json(depth.min(2)),
            Type::Option(inner) => {
                if self.choices.chance(2, 3) {
                    self.value(inner, self.option(schema), depth)
                } else {
                    Value::Null
                }
            }
            Type::List(item) => {
                let item_schema = self.resolved(schema.and_then(|schema| schema.get("items")));
                // None and one are the ones that JSONata confuses.
                let count = if depth == 0 { 0 } else { self.choices.below(4) };
                (0..count)
                    .map(|_| self.value(item, item_schema, depth - 1))
                    .collect()
            }
            Type::Map(value) => {
                // What a schema cannot say of its members together, its examples keep to.
                if let Some(examples) = schema.and_then(|schema| schema.get("examples")?.as_array()) {
                    return self.choices.one_of(examples).cloned().unwrap_or_default();
                }
                let schema = self.resolved(schema.and_then(|schema| schema.get("additionalProperties")));
                let count = self.choices.below(3);
                let members = (0..count).map(|_| {
                    let key = self.choices.one_of(&KEYS).copied().unwrap_or_default();
                    (key.to_owned(), self.value(value, schema, depth.saturating_sub(1)))
                });
                Value::Object(members.collect())
            }
            Type::Tuple(items) => {
                let schemas = schema.and_then(|schema| schema.get("prefixItems"));
                items
                    .iter()
                    .enumerate()
                    .map(|(position, item)| {
                        let schema = self.resolved(schemas.and_then(|schemas| schemas.get(position)));
                        self.value(item, schema, depth)
                    })
                    .collect()
            }
            Type::Named(name) => self.named(name, schema, depth),
        }
    }

    fn named(&mut self, name: &str, schema: Option<&'a Value>, depth: u32) -> Value {
        let Some(definition) = self.shapes.get(name) else {
            panic!("nothing defines `{name}`")
        };
        let short = name.rsplit("::").next().unwrap_or(name);
        let schema = schema.or_else(|| self.root.get("$defs")?.get(short));
        match definition {
            TypeDef::Transparent(inner) => self.value(inner, schema, depth),
            TypeDef::Struct(fields) => {
                let mut members = self.fields(fields, schema, depth);
                // A reader that knows less than the writer.
                if self.choices.chance(1, 8) {
                    members.insert("of a later version".to_owned(), json!([1]));
                }
                Value::Object(members)
            }
            TypeDef::Enum { tagging, variants } => {
                // What a type contains itself ends somewhere.
                let units = variants
                    .iter()
                    .filter(|variant| depth > 0 || variant.data == VariantData::Unit);
                let units: Vec<_> = units.collect();
                let variant = self
                    .choices
                    .one_of(&units)
                    .copied()
                    .or(variants.first())
                    .expect("an enum has variants");
                let content = match &variant.data {
                    VariantData::Unit => None,
                    VariantData::Newtype(ty) => Some(self.value(ty, None, depth.saturating_sub(1))),
                    VariantData::Tuple(types) => Some(
                        types
                            .iter()
                            .map(|ty| self.value(ty, None, depth.saturating_sub(1)))
                            .collect(),
                    ),
                    VariantData::Struct(fields) => {
                        Some(Value::Object(self.fields(fields, None, depth.saturating_sub(1))))
                    }
                };
                match (tagging, content) {
                    (Tagging::External, None) => json!(variant.json),
                    (Tagging::External, Some(content)) => json!({ &variant.json: content }),
                    (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, None) => {
                        json!({ tag: variant.json })
                    }
                    (Tagging::Internal { tag }, Some(content)) => {
                        let mut content = content;
                        content[tag] = json!(variant.json);
                        content
                    }
                    (Tagging::Adjacent { tag, content: name }, Some(content)) => {
                        json!({ tag: variant.json, name: content })
                    }
                }
            }
        }
    }

    fn fields(&mut self, fields: &[Field], schema: Option<&'a Value>, depth: u32) -> Map<String, Value> {
        let properties = schema.and_then(|schema| schema.get("properties"));
        let mut members = Map::new();
        for field in fields {
            let absent = match field.presence {
                Presence::Required => false,
                Presence::Optional | Presence::Default(_) => !self.choices.chance(2, 3),
            };
            if !absent {
                let schema = self.resolved(properties.and_then(|properties| properties.get(&field.json)));
                let value = self.value(&field.ty, schema, depth.saturating_sub(1));
                members.insert(field.json.clone(), value);
            }
        }
        members
    }

    /// Small, or at one of the ends.
    fn integer(&mut self, (least, most): (i64, i64), schema: Option<&'a Value>) -> Value {
        let limit = |name: &str| schema.and_then(|schema| schema.get(name)).and_then(Value::as_i64);
        let least = limit("minimum").unwrap_or(least).max(least);
        let most = limit("maximum").unwrap_or(most).min(most);
        let all = [0, 1, 2, 3, 5, 9, 100, most, most - 1, -1, least];
        let number = self.choices.one_of(&all).copied().unwrap_or(0);
        json!(number.clamp(least, most))
    }

    fn text(&mut self, schema: Option<&'a Value>) -> Value {
        let of = |name: &str| schema.and_then(|schema| schema.get(name)).and_then(Value::as_str);
        if let Some(several) = schema
            .and_then(|schema| schema.get("enum"))
            .and_then(Value::as_array)
        {
            return self.choices.one_of(several).cloned().unwrap_or_default();
        }
        if let Some(pattern) = of("pattern") {
            return json!(self.matching(pattern));
        }
        match of("format") {
            Some("uuid") => json!(self.uuid()),
            Some("date-time") => json!("2026-11-22T18:00:00Z"),
            Some("date") => json!("2026-11-22"),
            _ => {
                let text = self.choices.one_of(&TEXTS).copied().unwrap_or_default();
                let least = schema
                    .and_then(|schema| schema.get("minLength"))
                    .and_then(Value::as_u64)
                    .unwrap_or(0);
                // Whoever asks for a length asks for something to read, as people write it.
                if least > 0 && (text.trim().is_empty() || text.contains(char::is_control)) {
                    json!("x")
                } else {
                    json!(text)
                }
            }
        }
    }

    /// A text for the patterns that types here have: an id's prefix and a UUID, or a language.
    fn matching(&mut self, pattern: &str) -> String {
        match pattern
            .strip_prefix('^')
            .and_then(|pattern| pattern.split_once("[0-9a-f]{8}"))
        {
            Some((prefix, _)) => format!("{prefix}{}", self.uuid()),
            None => (*self.choices.one_of(&["pt-BR", "en", "de-CH"]).unwrap_or(&"en")).to_owned(),
        }
    }

    fn uuid(&mut self) -> String {
        format!("018f4e2a-0000-7000-8000-{:012x}", self.choices.below(1 << 16))
    }

    /// Any JSON at all.
    fn json(&mut self, depth: u32) -> Value {
        match self.choices.below(if depth == 0 { 4 } else { 7 }) {
            0 => Value::Null,
            1 => json!(self.choices.chance(1, 2)),
            2 => json!(self.choices.one_of(&FLOATS).copied().unwrap_or(0.0)),
            3 => self.text(None),
            4 | 5 => {
                let count = self.choices.below(3);
                (0..count).map(|_| self.json(depth - 1)).collect()
            }
            _ => {
                let count = self.choices.below(3);
                let members = (0..count).map(|_| {
                    let key = self.choices.one_of(&KEYS).copied().unwrap_or_default();
                    (key.to_owned(), self.json(depth - 1))
                });
                Value::Object(members.collect())
            }
        }
    }

    /// The schema behind an `Option`'s.
    fn option(&self, schema: Option<&'a Value>) -> Option<&'a Value> {
        let schema = schema?;
        match schema.get("anyOf").and_then(Value::as_array) {
            Some(several) => self.resolved(several.first()),
            None => Some(schema),
        }
    }

    /// The schema that a reference leads to.
    fn resolved(&self, schema: Option<&'a Value>) -> Option<&'a Value> {
        let mut schema = schema?;
        while let Some(path) = schema.get("$ref").and_then(Value::as_str) {
            schema = self.root.pointer(path.strip_prefix('#')?)?;
        }
        Some(schema)
    }
}
