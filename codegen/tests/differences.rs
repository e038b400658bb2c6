//! Two schemas by chance and values of the one in: whatever `differences` calls readable, the other schema's own reader takes.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use codegen::diff::{Change, Effect, differences};
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

/// A schema as schemars writes it: small words, so that two by chance are often alike.
fn any_schema() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(json!({ "type": "null" })),
        Just(json!({ "type": "boolean" })),
        Just(json!({ "type": "number" })),
        (0_i64..3, 3_i64..6)
            .prop_map(|(least, most)| json!({ "type": "integer", "minimum": least, "maximum": most })),
        Just(json!({ "type": "integer", "format": "uint8", "minimum": 0 })),
        prop::option::of(1_u32..4).prop_map(|longest| match longest {
            Some(longest) => json!({ "type": "string", "maxLength": longest }),
            None => json!({ "type": "string" }),
        }),
        prop::sample::subsequence(vec!["a", "b", "cc"], 1..=3)
            .prop_map(|values| json!({ "type": "string", "enum": values })),
        prop::sample::subsequence(vec!["a", "b", "cc"], 1..=3).prop_map(|values| {
            let one = |value: &&str| json!({ "const": value, "type": "string", "description": "One." });
            json!({ "oneOf": values.iter().map(one).collect::<Vec<_>>() })
        }),
    ];
    scalar.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            inner
                .clone()
                .prop_map(|inner| json!({ "anyOf": [inner, { "type": "null" }] })),
            (inner.clone(), prop::option::of(0_u32..3)).prop_map(|(items, most)| match most {
                Some(most) => json!({ "type": "array", "items": items, "maxItems": most }),
                None => json!({ "type": "array", "items": items }),
            }),
            any_object(inner.clone()),
            inner
                .clone()
                .prop_map(|value| json!({ "type": "object", "additionalProperties": value })),
            (any_object(inner.clone()), any_object(inner)).prop_map(|(one, other)| {
                let tagged = |mut object: Value, tag: &str| {
                    object["properties"]["kind"] = json!({ "const": tag, "type": "string" });
                    object["required"].as_array_mut().unwrap().push("kind".into());
                    object
                };
                json!({ "oneOf": [tagged(one, "first"), tagged(other, "second")] })
            }),
        ]
    })
}

fn any_object(inner: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Value> {
    let field = (inner, any::<bool>());
    let fields = prop::collection::btree_map(prop::sample::select(vec!["x", "y"]), field, 0..=2);
    (fields, any::<bool>()).prop_map(|(fields, closed)| {
        let required: Vec<&str> = fields
            .iter()
            .filter(|(_, (_, required))| *required)
            .map(|(name, _)| *name)
            .collect();
        let properties: Map<String, Value> = fields
            .iter()
            .map(|(name, (schema, _))| ((*name).to_owned(), schema.clone()))
            .collect();
        let mut object = json!({ "type": "object", "properties": properties, "required": required });
        if closed {
            object["additionalProperties"] = json!(false);
        }
        object
    })
}

/// A value that the schema allows, of the chances given; `None` if there is none.
fn value(schema: &Value, chance: &mut impl FnMut(usize) -> usize) -> Option<Value> {
    if let Some(branches) = ["oneOf", "anyOf"]
        .iter()
        .find_map(|keyword| schema[*keyword].as_array())
    {
        return value(&branches[chance(branches.len())], chance);
    }
    if let Some(value) = schema.get("const") {
        return Some(value.clone());
    }
    if let Some(values) = schema["enum"].as_array() {
        return Some(values[chance(values.len())].clone());
    }
    Some(match schema["type"].as_str().unwrap() {
        "null" => Value::Null,
        "boolean" => json!(chance(2) == 0),
        "number" => json!(chance(9) as f64 - 0.5),
        "integer" => {
            let (least, most) = (
                schema["minimum"].as_i64().unwrap(),
                schema["maximum"].as_i64().unwrap_or(255),
            );
            json!([least, most][chance(2)])
        }
        "string" => json!("x".repeat(chance(1 + schema["maxLength"].as_u64().unwrap_or(9) as usize))),
        "array" => {
            let count = chance(1 + schema["maxItems"].as_u64().unwrap_or(3) as usize);
            (0..count)
                .map(|_| value(&schema["items"], chance))
                .collect::<Option<Vec<_>>>()?
                .into()
        }
        _ => {
            let mut members = Map::new();
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                let required = schema["required"].as_array().unwrap().contains(&json!(name));
                if required || chance(2) == 0 {
                    members.insert(name.clone(), value(field, chance)?);
                }
            }
            if schema["additionalProperties"].is_object() && chance(2) == 0 {
                members.insert("any".to_owned(), value(&schema["additionalProperties"], chance)?);
            }
            members.into()
        }
    })
}

/// Whether a reader of the schema takes the value.
fn takes(schema: &Value, found: &Value) -> bool {
    if let Some(branches) = ["oneOf", "anyOf"]
        .iter()
        .find_map(|keyword| schema[*keyword].as_array())
    {
        return branches.iter().any(|branch| takes(branch, found));
    }
    if let Some(value) = schema.get("const") {
        return value == found;
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.contains(found);
    }
    match (schema["type"].as_str().unwrap(), found) {
        ("null", Value::Null) | ("boolean", Value::Bool(_)) | ("number", Value::Number(_)) => true,
        ("integer", Value::Number(number)) => number.as_i64().is_some_and(|number| {
            schema["minimum"].as_i64().unwrap() <= number
                && number <= schema["maximum"].as_i64().unwrap_or(255)
        }),
        ("string", Value::String(text)) => schema["maxLength"]
            .as_u64()
            .is_none_or(|most| text.len() as u64 <= most),
        ("array", Value::Array(items)) => {
            schema["maxItems"]
                .as_u64()
                .is_none_or(|most| items.len() as u64 <= most)
                && items.iter().all(|item| takes(&schema["items"], item))
        }
        ("object", Value::Object(members)) => {
            let required = schema["required"].as_array().into_iter().flatten();
            let others = &schema["additionalProperties"];
            required
                .into_iter()
                .all(|name| members.contains_key(name.as_str().unwrap()))
                && members
                    .iter()
                    .all(|(name, found)| match schema["properties"].get(name) {
                        Some(field) => takes(field, found),
                        None if others.is_object() => takes(others, found),
                        None => *others != json!(false),
                    })
        }
        _ => false,
    }
}

/// A schema, and the same with one part exchanged: that is what changes look like.
fn any_pair() -> impl Strategy<Value = (Value, Value)> {
    let part = (any_schema(), any_schema(), any::<prop::sample::Index>());
    let edited = part.prop_map(|(old, other, place)| {
        let mut places = vec![String::new()];
        gather(&old, "", &mut places);
        let mut new = old.clone();
        *new.pointer_mut(&places[place.index(places.len())]).unwrap() = other;
        (old, new)
    });
    prop_oneof![edited, (any_schema(), any_schema())]
}

/// Where schemas stand in a schema.
fn gather(schema: &Value, at: &str, places: &mut Vec<String>) {
    for (keyword, inner) in schema.as_object().into_iter().flatten() {
        let here = format!("{at}/{keyword}");
        match (keyword.as_str(), inner) {
            ("items" | "additionalProperties", Value::Object(_)) => {
                places.push(here.clone());
                gather(inner, &here, places);
            }
            ("properties", Value::Object(fields)) => {
                for (name, field) in fields.iter().filter(|(name, _)| *name != "kind") {
                    places.push(format!("{here}/{name}"));
                    gather(field, &format!("{here}/{name}"), places);
                }
            }
            ("oneOf" | "anyOf", Value::Array(branches)) => {
                for (index, branch) in branches.iter().enumerate() {
                    gather(branch, &format!("{here}/{index}"), places);
                }
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_called_readable_is_read((old, new) in any_pair(), seed in prop::collection::vec(any::<usize>(), 64)) {
        let found = differences(&old, &new);
        let spares = |effect: fn(&codegen::diff::Difference) -> Effect| found.iter().all(|difference| effect(difference) != Effect::Fails);
        let sides = [
            (&old, &new, spares(|difference| difference.effects.on_new_readers)),
            (&new, &old, spares(|difference| difference.effects.on_old_readers)),
        ];
        for (writer, reader, spared) in sides.into_iter().filter(|(_, _, spared)| *spared) {
            for start in 0..8 {
                let mut chances = seed.iter().cycle().skip(start * 7);
                let written = value(writer, &mut |of| chances.next().unwrap() % of);
                if let Some(written) = written {
                    prop_assert!(takes(writer, &written), "{written} is not of {writer}");
                    prop_assert!(takes(reader, &written), "{written} of {writer} is refused by {reader}: {found:?} {spared}");
                }
            }
        }
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(schema in any_schema()) {
        prop_assert_eq!(differences(&schema, &schema), []);
    }

    #[test]
    fn the_other_way_round_the_effects_are_exchanged((old, new) in any_pair()) {
        let effects = |old: &Value, new: &Value, turned: bool| -> BTreeSet<String> {
            let of = differences(old, new).into_iter();
            // Whether unknown fields are refused is a reader's own affair.
            let of = of.filter(|difference| !matches!(difference.change, Change::Closed | Change::Opened));
            of.map(|difference| {
                let (one, other) = (difference.effects.on_new_readers, difference.effects.on_old_readers);
                if turned { format!("{} {other:?} {one:?}", difference.path) } else { format!("{} {one:?} {other:?}", difference.path) }
            })
            .collect()
        };
        prop_assert_eq!(effects(&old, &new, false), effects(&new, &old, true));
    }
}
