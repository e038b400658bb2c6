//! A definition's text in; what is wrong with it as JSON, then everything else, out.

use super::object::below;
use super::{Checker, Code, Kind, MAX_DEFINITION, Problem};
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, de::DeserializeSeed};
use serde_json::{Map, Number, Value};
use std::fmt;

/// Everything that is wrong with a definition's text, as [`check`](super::check) has it; where it is not JSON, the line
/// and the column of that alone.
pub fn check_text(text: &str, kind: Option<Kind>) -> Vec<Problem> {
    let mut checker = Checker::new(kind);
    if text.len() > MAX_DEFINITION {
        checker.too_large();
    }
    let mut twice = Vec::new();
    let mut json = serde_json::Deserializer::from_str(text);
    let definition = Members {
        pointer: String::new(),
        twice: &mut twice,
    }
    .deserialize(&mut json);
    match definition.and_then(|definition| json.end().map(|()| definition)) {
        Ok(definition) => {
            for (pointer, name) in twice {
                let help = "remove or rename one: only the last would count";
                checker.report(
                    pointer,
                    Code::DuplicateName,
                    format!("`{name}` stands here twice"),
                    help,
                );
            }
            checker.machine(&definition);
        }
        Err(error) => {
            let place = format!("line {}, column {}", error.line(), error.column());
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or(&message);
            checker.report(
                place,
                Code::NotJson,
                format!("not JSON: {message}"),
                "mend the JSON first",
            );
        }
    }
    checker.finish()
}

/// Reads JSON as serde_json does, and notes members that stand in an object twice, which it would pass over.
struct Members<'a> {
    pointer: String,
    twice: &'a mut Vec<(String, String)>,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        loop {
            let item = Members {
                pointer: below(&self.pointer, items.len()),
                twice: self.twice,
            };
            match sequence.next_element_seed(item)? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(Name(name)) = map.next_key()? {
            let pointer = below(&self.pointer, &name);
            if members.contains_key(&name) {
                self.twice.push((pointer.clone(), name.clone()));
            }
            let member = map.next_value_seed(Members {
                pointer,
                twice: self.twice,
            })?;
            members.insert(name, member);
        }
        Ok(Value::Object(members))
    }
}

#[derive(Deserialize)]
struct Name(String);
