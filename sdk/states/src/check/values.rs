//! An object's members and the fields it may have in, a problem for each that does not fit out.

use super::expressions::{Found, shortened};
use super::fields::{Field, JSON_PATH, Literal, Shape, TYPES, is_comparison};
use super::object::{Object, below};
use super::{Checker, Code, Read};
use crate::check::fields::Site;
use crate::template::expression;
use chrono::DateTime;
use serde_json::Value;

impl Checker {
    /// The members of `object`, which is `what`: that there are no others than `tables` say, and that each is of its
    /// shape. `reads` takes the variables that their expressions read.
    pub(super) fn fields(
        &mut self,
        object: &Object<'_>,
        tables: &[&[Field]],
        what: &str,
        reads: &mut Vec<Read>,
    ) {
        let known = || tables.iter().copied().flatten();
        for (name, value) in object.members {
            match known().find(|field| field.name == name) {
                Some(field) => {
                    let mut found = Found::default();
                    self.shape(value, &object.at(name), field.shape, &mut found);
                    reads.append(&mut found.reads);
                }
                None => self.unknown(object, name, known().map(|field| field.name), what),
            }
        }
        for field in known().filter(|field| field.required && object.get(field.name).is_none()) {
            let message = format!("{what} has no `{}`", field.name);
            self.report(&object.pointer, Code::MissingField, message, "add it");
        }
    }

    fn unknown(
        &mut self,
        object: &Object<'_>,
        name: &str,
        known: impl Iterator<Item = &'static str>,
        what: &str,
    ) {
        let pointer = object.at(name);
        let json_path = JSON_PATH
            .iter()
            .find(|(field, _)| *field == name)
            .map(|(_, help)| *help);
        let json_path =
            json_path.or_else(|| is_comparison(name).then_some("write one `Condition`, with an expression"));
        if let Some(help) = json_path {
            return self.report(
                pointer,
                Code::JsonPathField,
                format!("`{name}` belongs to JSONPath mode"),
                help,
            );
        }
        let elsewhere = TYPES
            .iter()
            .filter(|(_, fields)| fields.iter().any(|field| field.name == name));
        let elsewhere: Vec<_> = elsewhere.map(|(ty, _)| *ty).collect();
        let help = if !elsewhere.is_empty() && TYPES.iter().any(|(ty, _)| what.contains(ty)) {
            format!("remove it: it belongs to {}", listed(&elsewhere, "and"))
        } else {
            match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "remove it".to_owned(),
            }
        };
        self.report(
            pointer,
            Code::UnknownField,
            format!("{what} has no field `{name}`"),
            help,
        );
    }

    pub(super) fn shape(&mut self, value: &Value, pointer: &str, shape: Shape, found: &mut Found) {
        match shape {
            Shape::Own => {}
            Shape::Template(site) => self.template(value, pointer, site, found),
            Shape::Constant(literal) => self.literal(value, pointer, literal, None),
            Shape::Computed(literal) => match value.as_str().filter(|text| expression(text).is_some()) {
                Some(text) => self.text(text, pointer, Site::Before, found),
                None => self.literal(value, pointer, literal, Some(found)),
            },
        }
    }

    /// A literal; with `found`, an expression could stand in its place.
    fn literal(&mut self, value: &Value, pointer: &str, literal: Literal, found: Option<&mut Found>) {
        let or = if found.is_some() { " or an expression" } else { "" };
        let wrong = |kind: &str| (Code::WrongType, format!("it takes {kind}{or}"));
        let problem = match (literal, value) {
            (Literal::Text, Value::String(text)) => match found {
                Some(found) => return self.text(text, pointer, Site::Before, found),
                None => None,
            },
            (Literal::Boolean, Value::Bool(_)) => None,
            (Literal::Whole(least, most), Value::Number(number)) => match number.as_i64() {
                Some(number) if (least..=most).contains(&number) => None,
                Some(_) => Some((Code::OutOfRange, range(least, most))),
                None => Some((Code::OutOfRange, "it takes an integer".to_owned())),
            },
            (Literal::Number(least, most), Value::Number(number)) => {
                let fits = number
                    .as_f64()
                    .is_some_and(|number| (least..=most).contains(&number));
                let most = if most < f64::MAX {
                    format!(" to {most}")
                } else {
                    " or more".to_owned()
                };
                (!fits).then(|| (Code::OutOfRange, format!("it takes a number: {least}{most}")))
            }
            (Literal::Word(words), Value::String(word)) => {
                let words = || words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>();
                let known = words().contains(&format!("`{word}`"));
                (!known).then(|| (Code::OutOfRange, format!("it takes {}", words().join(" or "))))
            }
            (Literal::Timestamp, Value::String(text)) => {
                DateTime::parse_from_rfc3339(text).is_err().then(|| {
                    (
                        Code::OutOfRange,
                        format!("it takes an instant with an offset{or}: `2026-01-31T08:00:00Z`"),
                    )
                })
            }
            (Literal::List, Value::Array(_)) | (Literal::Object, Value::Object(_)) => match found {
                Some(found) => return self.template(value, pointer, Site::Before, found),
                None => None,
            },
            (Literal::Text | Literal::Timestamp, _) => Some(wrong("a string")),
            (Literal::Boolean, _) => Some(wrong("`true` or `false`")),
            (Literal::Whole(..), _) => Some(wrong("an integer")),
            (Literal::Number(..), _) => Some(wrong("a number")),
            (Literal::Word(_), _) => Some(wrong("a string")),
            (Literal::List, _) => Some(wrong("a list")),
            (Literal::Object, _) => Some(wrong("an object")),
        };
        if let Some((code, help)) = problem {
            let name = pointer.rsplit('/').next().unwrap_or(pointer);
            self.report(
                pointer,
                code,
                format!("`{name}` cannot be `{}`", bare(value)),
                help,
            );
        }
    }
}

fn range(least: i64, most: i64) -> String {
    match most {
        i64::MAX => format!("it takes an integer: {least} or more"),
        _ => format!("it takes an integer: {least} to {most}"),
    }
}

/// A value as a message quotes it: strings without their quotes.
pub(super) fn bare(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            shortened(&value.to_string())
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
pub(super) fn listed(words: &[&str], and: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// The name that was probably meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|other| {
            (
                strsim::damerau_levenshtein(&name.to_lowercase(), &other.to_lowercase()),
                other,
            )
        })
        .filter(|(distance, other)| *distance <= 1 + other.len() / 4 && distance * 2 <= other.len())
        .min()
        .map(|(_, other)| other)
}

/// The members of a value that is an object, and their places.
pub(super) fn object<'a>(value: &'a Value, pointer: &str) -> Option<Object<'a>> {
    let members = value.as_object()?;
    Some(Object {
        members,
        pointer: pointer.to_owned(),
    })
}

impl Checker {
    /// The items of a list that are objects; a problem for each that is not, and for what is no list.
    pub(super) fn objects<'a>(&mut self, value: &'a Value, pointer: &str) -> Vec<Object<'a>> {
        let Some(items) = value.as_array() else {
            self.wrong_type(value, pointer, "it takes a list of objects");
            return Vec::new();
        };
        let mut objects = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let pointer = below(pointer, index);
            match object(item, &pointer) {
                Some(object) => objects.push(object),
                None => self.wrong_type(item, &pointer, "it takes an object"),
            }
        }
        objects
    }

    pub(super) fn wrong_type(&mut self, value: &Value, pointer: &str, help: &str) {
        let name = pointer.rsplit('/').next().unwrap_or(pointer);
        self.report(
            pointer,
            Code::WrongType,
            format!("`{name}` cannot be `{}`", bare(value)),
            help,
        );
    }
}
