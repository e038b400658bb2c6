//! A shape in, a JSON Schema out: for what the model holds no schema of, such as the data of an error.

use super::{DIALECT, local_reference, object};
use ferrovia_model::{Field, Presence, Shapes, Tagging, Type, TypeDef, Variant, VariantData};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The self-contained schema of a type. Definitions are named by the type's full path.
#[must_use]
pub fn of_type(ty: &Type, shapes: &Shapes) -> Value {
    let mut writer = Writer {
        shapes,
        definitions: BTreeMap::new(),
    };
    let mut schema = writer.of(ty);
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".to_owned(), json!(DIALECT));
        if !writer.definitions.is_empty() {
            members.insert("$defs".to_owned(), json!(writer.definitions));
        }
    }
    schema
}

struct Writer<'a> {
    shapes: &'a Shapes,
    definitions: BTreeMap<&'a str, Value>,
}

impl<'a> Writer<'a> {
    fn of(&mut self, ty: &'a Type) -> Value {
        // A wrapper that is invisible in JSON is invisible here.
        match self.shapes.resolve(ty) {
            Type::Unit => json!({ "type": "null" }),
            Type::Bool => json!({ "type": "boolean" }),
            Type::Integer(_) | Type::WideInteger => json!({ "type": "integer" }),
            Type::Float => json!({ "type": "number" }),
            Type::String => json!({ "type": "string" }),
            Type::Json => json!({}),
            Type::Option(inner) => json!({ "anyOf": [self.of(inner), { "type": "null" }] }),
            Type::List(item) => json!({ "type": "array", "items": self.of(item) }),
            Type::Map(value) => json!({ "type": "object", "additionalProperties": self.of(value) }),
            Type::Tuple(items) => self.tuple(items),
            Type::Named(name) => self.named(name),
        }
    }

    fn named(&mut self, name: &'a str) -> Value {
        if !self.definitions.contains_key(name) {
            // Holds the name, so that a recursive type ends here.
            self.definitions.insert(name, Value::Null);
            let schema = match self.shapes.get(name) {
                Some(TypeDef::Struct(fields)) => self.fields(fields, None),
                Some(TypeDef::Transparent(inner)) => self.of(inner),
                Some(TypeDef::Enum { tagging, variants }) => self.variants(tagging, variants),
                None => json!({}),
            };
            self.definitions.insert(name, schema);
        }
        json!({ "$ref": local_reference(name) })
    }

    fn tuple(&mut self, items: &'a [Type]) -> Value {
        let schemas: Vec<Value> = items.iter().map(|item| self.of(item)).collect();
        json!({
            "type": "array",
            "prefixItems": schemas,
            "minItems": items.len(),
            "maxItems": items.len(),
        })
    }

    fn fields(&mut self, fields: &'a [Field], tag: Option<(&str, &str)>) -> Value {
        let mut properties = Map::new();
        let mut required = Vec::new();
        if let Some((tag, variant)) = tag {
            properties.insert(tag.to_owned(), json!({ "const": variant }));
            required.push(tag);
        }
        for field in fields {
            let mut schema = self.of(&field.ty);
            match &field.presence {
                Presence::Required => required.push(&field.json),
                Presence::Optional => {}
                Presence::Default(value) => schema["default"] = value.clone(),
            }
            properties.insert(field.json.clone(), schema);
        }
        object(properties, &required)
    }

    fn variants(&mut self, tagging: &Tagging, variants: &'a [Variant]) -> Value {
        let unit = |variant: &&Variant| matches!(variant.data, VariantData::Unit);
        if matches!(tagging, Tagging::External) && variants.iter().all(|variant| unit(&variant)) {
            let names: Vec<&str> = variants.iter().map(|variant| variant.json.as_str()).collect();
            return json!({ "type": "string", "enum": names });
        }
        let schemas: Vec<Value> = variants
            .iter()
            .map(|variant| self.variant(tagging, variant))
            .collect();
        json!({ "oneOf": schemas })
    }

    fn variant(&mut self, tagging: &Tagging, variant: &'a Variant) -> Value {
        let name = variant.json.as_str();
        match tagging {
            Tagging::External => match self.data(&variant.data) {
                Some(data) => object(Map::from_iter([(name.to_owned(), data)]), &[name]),
                None => json!({ "const": name }),
            },
            Tagging::Internal { tag } => match &variant.data {
                VariantData::Struct(fields) => self.fields(fields, Some((tag, name))),
                VariantData::Newtype(inner) => {
                    json!({ "allOf": [self.fields(&[], Some((tag, name))), self.of(inner)] })
                }
                // Serde has no internal tag for tuples.
                VariantData::Unit | VariantData::Tuple(_) => self.fields(&[], Some((tag, name))),
            },
            Tagging::Adjacent { tag, content } => {
                let mut properties = Map::from_iter([(tag.clone(), json!({ "const": name }))]);
                let mut required = vec![tag.as_str()];
                if let Some(data) = self.data(&variant.data) {
                    properties.insert(content.clone(), data);
                    required.push(content);
                }
                object(properties, &required)
            }
        }
    }

    fn data(&mut self, data: &'a VariantData) -> Option<Value> {
        match data {
            VariantData::Unit => None,
            VariantData::Newtype(ty) => Some(self.of(ty)),
            VariantData::Tuple(items) => Some(self.tuple(items)),
            VariantData::Struct(fields) => Some(self.fields(fields, None)),
        }
    }
}
