//! Self-contained schemas in, one file's schemas out: they share the file's `$defs`, and none is copied.

use crate::json::{self, Sorted};
use crate::schema::{self, Definitions, is_map, is_value};
use ferrovia_model::{Payload, Shapes, Type};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// The definitions of one file, by name. A checked app has one meaning for each name of a type.
#[derive(Debug, Default)]
pub(super) struct Shared<'a>(BTreeMap<String, Definition<'a>>);

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Definition<'a> {
    Given(Part<'a>),
    Made(Sorted<'static>),
}

/// A schema as it stands in the file: itself, or a reference to a definition.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Place<'a> {
    Inline(Part<'a>),
    Made(Sorted<'static>),
}

impl<'a> Shared<'a> {
    /// Takes over a payload's definitions, and the payload itself if an author's type is behind it.
    pub(super) fn place(&mut self, payload: &'a Payload) -> Place<'a> {
        let schema = &payload.schema;
        let title = schema.get("title").and_then(Value::as_str).unwrap_or("Recursive");
        let part = |schema, level| Part { schema, title, level };
        if let Some(Value::Object(definitions)) = schema.get("$defs") {
            for (name, definition) in definitions {
                let definition = Definition::Given(part(definition, Level::Schema));
                self.0.entry(name.clone()).or_insert(definition);
            }
        }
        if !matches!(payload.ty, Type::Named(_)) && !schema::refers_to_root(schema) {
            return Place::Inline(part(schema, Level::Root));
        }
        let definition = Definition::Given(part(schema, Level::Root));
        self.0.entry(title.to_owned()).or_insert(definition);
        Place::Made(json!({ "$ref": schema::local_reference(title) }).into())
    }

    /// What stands for a type of which there is no schema. All payloads must have been placed: the definitions of
    /// such types take names that are still free.
    pub(super) fn place_types<'b>(
        &mut self,
        types: impl IntoIterator<Item = &'b Type>,
        shapes: &Shapes,
    ) -> Vec<Sorted<'static>> {
        let mut definitions = Definitions::new("#/$defs/");
        self.0.keys().for_each(|name| definitions.reserve(name));
        let places = types
            .into_iter()
            .map(|ty| match ty {
                Type::Unit => json!({ "type": "null" }).into(),
                Type::Bool
                | Type::Integer(_)
                | Type::WideInteger
                | Type::Float
                | Type::String
                | Type::Json
                | Type::Option(_)
                | Type::List(_)
                | Type::Map(_)
                | Type::Tuple(_)
                | Type::Named(_) => definitions.inline(&schema::of_type(ty, shapes)).into(),
            })
            .collect();
        let made = definitions.into_schemas();
        self.0
            .extend(made.map(|(name, schema)| (name, Definition::Made(schema.into()))));
        places
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Shared<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(&self.0)
    }
}

/// A part of a payload's schema, written with its keys sorted and with `#` for the payload's root by its name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'a> {
    schema: &'a Value,
    title: &'a str,
    level: Level,
}

/// What an object in a schema is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// The payload's schema, whose dialect, title and definitions the file has elsewhere.
    Root,
    /// A schema.
    Schema,
    /// Schemas by names that are no keywords.
    Map,
}

impl Part<'_> {
    fn member<M: SerializeMap>(&self, map: &mut M, keyword: &str, value: &Value) -> Result<(), M::Error> {
        let schema = self.level != Level::Map;
        if self.level == Level::Root && ["$schema", "$defs", "title"].contains(&keyword) {
            return Ok(());
        }
        if schema && keyword == "$ref" && value == "#" {
            return map.serialize_entry(keyword, &schema::local_reference(self.title));
        }
        if schema && is_value(keyword) {
            return map.serialize_entry(keyword, &Sorted::from(value));
        }
        let level = if schema && is_map(keyword) {
            Level::Map
        } else {
            Level::Schema
        };
        map.serialize_entry(
            keyword,
            &Part {
                schema: value,
                level,
                ..*self
            },
        )
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.schema {
            Value::Object(members) => {
                let mut map = serializer.serialize_map(None)?;
                for (keyword, value) in json::sorted(members) {
                    self.member(&mut map, keyword, value)?;
                }
                map.end()
            }
            Value::Array(items) => serializer.collect_seq(items.iter().map(|schema| Part {
                schema,
                level: Level::Schema,
                ..*self
            })),
            plain @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
                plain.serialize(serializer)
            }
        }
    }
}
