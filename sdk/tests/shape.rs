//! What `Shape` says of a type is what serde does with it: names, tags, defaults, absences.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

use ferrovia::Shape;
use ferrovia::data;
use ferrovia::model::{Field, Presence, Shapes, Tagging, Type, TypeDef, Variant, VariantData};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Asserts that `value` travels: its JSON is exactly what its shape says, and every part that the shape lets JSON
/// leave out is read back as the shape says.
fn check<T: Shape + PartialEq + std::fmt::Debug>(values: &[T], expected: &Value) {
    let mut shapes = Shapes::default();
    let ty = T::shape(&mut shapes);
    let found: Vec<Value> = values
        .iter()
        .map(|value| serde_json::to_value(value).unwrap())
        .collect();
    assert_eq!(&Value::Array(found.clone()), expected);
    for (value, json) in values.iter().zip(found) {
        conforms(&shapes, &ty, &json).unwrap();
        assert_eq!(&serde_json::from_value::<T>(json.clone()).unwrap(), value);
        for (shorter, filled) in shorter(&shapes, &ty, &json) {
            let [shorter, filled] = [shorter, filled].map(|json| serde_json::from_value::<T>(json).unwrap());
            assert_eq!(shorter, filled);
        }
    }
}

/// `json` is a value of `ty`, with no field unknown or missing.
fn conforms(shapes: &Shapes, ty: &Type, json: &Value) -> Result<(), String> {
    let fits = match ty {
        Type::Unit => json.is_null(),
        Type::Bool => json.is_boolean(),
        Type::Integer(_) | Type::WideInteger => json.is_i64() || json.is_u64(),
        Type::Float => json.is_number(),
        Type::String => json.is_string(),
        Type::Json => true,
        Type::Option(inner) => {
            return if json.is_null() {
                Ok(())
            } else {
                conforms(shapes, inner, json)
            };
        }
        Type::List(item) => {
            return json
                .as_array()
                .ok_or("no list")?
                .iter()
                .try_for_each(|json| conforms(shapes, item, json));
        }
        Type::Map(value) => {
            let members = json.as_object().ok_or("no object")?;
            return members
                .values()
                .try_for_each(|json| conforms(shapes, value, json));
        }
        Type::Tuple(items) => {
            let found = json
                .as_array()
                .filter(|found| found.len() == items.len())
                .ok_or("no such tuple")?;
            return items
                .iter()
                .zip(found)
                .try_for_each(|(ty, json)| conforms(shapes, ty, json));
        }
        Type::Named(name) => {
            return match shapes.get(name).ok_or(format!("`{name}` is not registered"))? {
                TypeDef::Transparent(inner) => conforms(shapes, inner, json),
                TypeDef::Struct(fields) => object(shapes, fields, json.as_object().ok_or("no object")?),
                TypeDef::Enum { tagging, variants } => {
                    let (variant, content) = untag(tagging, variants, json)?;
                    match (&variant.data, content) {
                        (VariantData::Unit, None) => Ok(()),
                        (VariantData::Newtype(ty), Some(json)) => conforms(shapes, ty, &json),
                        (VariantData::Tuple(types), Some(json)) => {
                            conforms(shapes, &Type::Tuple(types.clone()), &json)
                        }
                        (VariantData::Struct(fields), Some(json)) => {
                            object(shapes, fields, json.as_object().ok_or("no object")?)
                        }
                        (data, content) => Err(format!("{data:?} with {content:?}")),
                    }
                }
            };
        }
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{json} is no {ty}"))
    }
}

fn object(shapes: &Shapes, fields: &[Field], members: &Map<String, Value>) -> Result<(), String> {
    if let Some(unknown) = members
        .keys()
        .find(|key| !fields.iter().any(|field| &field.json == *key))
    {
        return Err(format!("`{unknown}` is in JSON, not in the shape"));
    }
    fields
        .iter()
        .try_for_each(|field| match members.get(&field.json) {
            Some(json) => conforms(shapes, &field.ty, json),
            None if field.presence == Presence::Required => Err(format!("`{}` is missing", field.json)),
            None => Ok(()),
        })
}

fn untag<'a>(
    tagging: &Tagging,
    variants: &'a [Variant],
    json: &Value,
) -> Result<(&'a Variant, Option<Value>), String> {
    let (tag, content) = match (tagging, json) {
        (Tagging::External, Value::String(tag)) => (tag.clone(), None),
        (Tagging::External, Value::Object(members)) if members.len() == 1 => {
            let (tag, content) = members.iter().next().unwrap();
            (tag.clone(), Some(content.clone()))
        }
        (Tagging::Internal { tag }, Value::Object(members)) => {
            let mut rest = members.clone();
            let tag = rest.remove(tag).ok_or("no tag")?;
            (
                tag.as_str().ok_or("no tag")?.to_owned(),
                Some(Value::Object(rest)),
            )
        }
        (Tagging::Adjacent { tag, content }, Value::Object(members)) => {
            let tag = members.get(tag).and_then(Value::as_str).ok_or("no tag")?;
            (tag.to_owned(), members.get(content).cloned())
        }
        (tagging, json) => return Err(format!("{json} is not tagged as {tagging:?}")),
    };
    let variant = variants
        .iter()
        .find(|variant| variant.json == tag)
        .ok_or(format!("no variant `{tag}`"))?;
    let unit = variant.data == VariantData::Unit && content == Some(Value::Object(Map::new()));
    Ok((variant, if unit { None } else { content }))
}

/// `json` without one field that may be absent, and with what the shape says of its absence put in its place.
fn shorter(shapes: &Shapes, ty: &Type, json: &Value) -> Vec<(Value, Value)> {
    let Type::Named(name) = ty else { return Vec::new() };
    let Some(TypeDef::Struct(fields)) = shapes.get(name) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for field in fields {
        let absent = match &field.presence {
            Presence::Required => continue,
            Presence::Optional => Value::Null,
            Presence::Default(value) => value.clone(),
        };
        let (mut shorter, mut filled) = (json.clone(), json.clone());
        shorter.as_object_mut().unwrap().remove(&field.json);
        filled[&field.json] = absent;
        found.push((shorter, filled));
    }
    found
}

/// Every form of field.
#[data]
#[derive(Default)]
#[serde(rename_all = "camelCase")]
struct Ticket {
    ticket_id: TicketId,
    #[serde(rename = "e-mail")]
    email: Option<String>,
    r#type: u8,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    tags: Vec<String>,
    #[serde(default = "three")]
    attempts: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<Box<Ticket>>,
    extra: BTreeMap<String, Value>,
    place: (f64, f64),
    nothing: (),
}

#[data]
#[derive(Default, Eq)]
struct TicketId(String);

fn three() -> u32 {
    3
}

#[test]
fn structs() {
    let id = || TicketId("t-1".to_owned());
    let parent = Ticket {
        ticket_id: id(),
        attempts: 3,
        ..Ticket::default()
    };
    let ticket = Ticket {
        ticket_id: id(),
        email: Some("a@example.org".to_owned()),
        r#type: 2,
        tags: vec!["new".to_owned()],
        attempts: 7,
        parent: Some(Box::new(parent.clone())),
        extra: BTreeMap::from([("k".to_owned(), json!([1]))]),
        place: (1.5, -2.0),
        nothing: (),
    };
    let short = json!({ "ticketId": "t-1", "e-mail": null, "type": 0, "attempts": 3, "extra": {},
        "place": [0.0, 0.0], "nothing": null });
    let long = json!({ "ticketId": "t-1", "e-mail": "a@example.org", "type": 2, "tags": ["new"], "attempts": 7,
        "parent": short, "extra": { "k": [1] }, "place": [1.5, -2.0], "nothing": null });
    check(&[parent, ticket], &json!([short, long]));
}

#[data]
#[derive(Eq)]
#[serde(default, rename_all = "SCREAMING-KEBAB-CASE")]
struct Limits {
    per_day: u32,
    per_month: Option<u32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            per_day: 5,
            per_month: Some(60),
        }
    }
}

#[test]
fn container_defaults() {
    check(
        &[
            Limits {
                per_day: 1,
                per_month: None,
            },
            Limits::default(),
        ],
        &json!([{ "PER-DAY": 1, "PER-MONTH": null }, { "PER-DAY": 5, "PER-MONTH": 60 }]),
    );
}

macro_rules! tagged {
    ($name:ident $(, $attribute:meta)?) => {
        #[data]
        #[serde(rename_all = "snake_case", rename_all_fields = "PascalCase")]
        $(#[$attribute])?
        enum $name {
            NoData,
            OneValue(Limits),
            #[serde(rename_all = "kebab-case")]
            TheFields { first_name: String, nick: Option<String> },
            #[serde(rename = "OTHER")]
            Renamed { last_name: String },
        }

        impl $name {
            fn every() -> [Self; 4] {
                [
                    Self::NoData,
                    Self::OneValue(Limits { per_day: 1, per_month: None }),
                    Self::TheFields { first_name: "Ada".to_owned(), nick: None },
                    Self::Renamed { last_name: "L".to_owned() },
                ]
            }
        }
    };
}

tagged!(External);
tagged!(Internal, serde(tag = "kind"));
tagged!(Adjacent, serde(tag = "kind", content = "with"));

#[test]
fn enums() {
    let limits = json!({ "PER-DAY": 1, "PER-MONTH": null });
    let fields = json!({ "first-name": "Ada", "nick": null });
    check(
        &External::every(),
        &json!(["no_data", { "one_value": limits }, { "the_fields": fields }, { "OTHER": { "LastName": "L" } }]),
    );
    check(
        &Internal::every(),
        &json!([
            { "kind": "no_data" },
            { "kind": "one_value", "PER-DAY": 1, "PER-MONTH": null },
            { "kind": "the_fields", "first-name": "Ada", "nick": null },
            { "kind": "OTHER", "LastName": "L" },
        ]),
    );
    check(
        &Adjacent::every(),
        &json!([
            { "kind": "no_data" },
            { "kind": "one_value", "with": limits },
            { "kind": "the_fields", "with": fields },
            { "kind": "OTHER", "with": { "LastName": "L" } },
        ]),
    );
}

#[data]
struct Point(i32, i32);

#[data]
enum Step {
    Move(i32, i32),
    Stop,
}

#[data]
struct Marker;

#[data]
struct Page<T> {
    items: Vec<T>,
    next: Option<T>,
}

#[test]
fn unnamed_fields() {
    check(&[Point(1, 2)], &json!([[1, 2]]));
    check(
        &[Step::Move(1, 2), Step::Stop],
        &json!([{ "Move": [1, 2] }, "Stop"]),
    );
    check(&[Marker], &json!([null]));
}

#[test]
fn generic_types_are_told_apart() {
    check(
        &[Page {
            items: vec![Marker],
            next: None,
        }],
        &json!([{ "items": [null], "next": null }]),
    );
    check(
        &[Page {
            items: vec![1_u8],
            next: Some(2),
        }],
        &json!([{ "items": [1], "next": 2 }]),
    );
    let mut shapes = Shapes::default();
    assert_eq!(
        Page::<Page<u8>>::shape(&mut shapes),
        Type::Named("shape::Page<shape::Page<u8>>".to_owned())
    );
    assert_ne!(Page::<u8>::shape(&mut shapes), Page::<bool>::shape(&mut shapes));
}

/// Each of serde's rules, on names that tell them apart.
macro_rules! renamed {
    ($($rule:literal $name:ident),+) => {$(
        #[data]
        #[serde(rename_all = $rule)]
        struct $name {
            a_field_2: bool,
            plain: bool,
        }

        #[allow(clippy::items_after_statements, reason = "one macro makes both")]
        const _: () = {
            #[data]
            #[serde(rename_all = $rule)]
            enum Variants {
                Plain,
                TwoWords,
                HTTPError,
            }

            impl $name {
                fn variants() {
                    let every = [Variants::Plain, Variants::TwoWords, Variants::HTTPError];
                    let expected = serde_json::to_value(&every).unwrap();
                    check(&every, &expected);
                }
            }
        };
    )+

        #[test]
        fn every_rename_rule() {
            $(
                let value = $name { a_field_2: true, plain: false };
                let expected = serde_json::to_value([&value]).unwrap();
                check(&[value], &expected);
                $name::variants();
            )+
        }
    };
}

renamed!(
    "lowercase" Lower, "UPPERCASE" Upper, "PascalCase" Pascal, "camelCase" Camel, "snake_case" Snake,
    "SCREAMING_SNAKE_CASE" ScreamingSnake, "kebab-case" Kebab, "SCREAMING-KEBAB-CASE" ScreamingKebab
);

#[test]
fn standard_types() {
    check(&[Some(1_i64), None], &json!([1, null]));
    check(&[vec!['a']], &json!([["a"]]));
    check(
        &[uuid::Uuid::nil()],
        &json!(["00000000-0000-0000-0000-000000000000"]),
    );
    check(
        &[chrono::DateTime::<chrono::Utc>::UNIX_EPOCH],
        &json!(["1970-01-01T00:00:00Z"]),
    );
}
