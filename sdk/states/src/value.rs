//! JSON in, the value that states pass to each other out: cheap to clone, and never anything but JSON.

mod conversion;
mod length;
mod plain;

use jsonata_core::value::{JMap, JValue};
use length::length;
use plain::{is_plain, plain};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::rc::Rc;

/// A JSON value. A clone costs a reference count; objects keep the order of their members.
///
/// Numbers are doubles, as they are on Step Functions: whole ones are written without a fraction, and integers
/// above 2^53 lose precision.
#[derive(Clone, Debug, PartialEq)]
pub struct Value(JValue);

/// JSONata gave something that JSON cannot say: a function, or a regular expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotJson;

impl Value {
    /// `null`
    pub const NULL: Self = Self(JValue::Null);

    /// An object of these members, in this order; of members with one name the last.
    pub fn object(members: impl IntoIterator<Item = (String, Self)>) -> Self {
        let members: JMap = members.into_iter().map(|(name, value)| (name, value.0)).collect();
        Self(JValue::Object(Rc::new(members)))
    }

    /// An object of these members, unless one of them cannot be had.
    pub(crate) fn try_object<E>(
        members: impl ExactSizeIterator<Item = Result<(String, Self), E>>,
    ) -> Result<Self, E> {
        let mut object = JMap::default();
        object.reserve(members.len());
        for member in members {
            let (name, value) = member?;
            object.insert(name, value.0);
        }
        Ok(Self(JValue::Object(Rc::new(object))))
    }

    /// A list of these items, unless one of them cannot be had.
    pub(crate) fn try_list<E>(items: impl ExactSizeIterator<Item = Result<Self, E>>) -> Result<Self, E> {
        let mut list = Vec::with_capacity(items.len());
        for item in items {
            list.push(item?.0);
        }
        Ok(Self(JValue::array(list)))
    }

    /// An empty object.
    pub fn empty() -> Self {
        Self::object([])
    }

    /// A list of these items.
    pub fn list(items: impl IntoIterator<Item = Self>) -> Self {
        Self(JValue::array(items.into_iter().map(|item| item.0).collect()))
    }

    /// JSON's text as a value.
    ///
    /// # Errors
    /// The text is not JSON.
    pub fn parse(text: &str) -> Result<Self, serde_json::Error> {
        JValue::from_json_str(text).map(Self)
    }

    /// The value as a tree of serde_json.
    pub fn to_json(&self) -> serde_json::Value {
        match &self.0 {
            JValue::Bool(value) => (*value).into(),
            JValue::Number(number) => number_to_json(*number),
            JValue::String(text) => (**text).into(),
            JValue::Array(items) => items.iter().map(|item| Self(item.clone()).to_json()).collect(),
            JValue::Object(members) => {
                let members = members.iter();
                members
                    .map(|(name, member)| (name.clone(), Self(member.clone()).to_json()))
                    .collect()
            }
            JValue::Null
            | JValue::Undefined
            | JValue::Lambda(_)
            | JValue::Builtin { .. }
            | JValue::Regex { .. } => serde_json::Value::Null,
        }
    }

    /// What Step Functions calls values of this kind: `array`, `boolean`, `null`, `number`, `object`, `string`.
    pub const fn kind(&self) -> &'static str {
        match &self.0 {
            JValue::Bool(_) => "boolean",
            JValue::Number(_) => "number",
            JValue::String(_) => "string",
            JValue::Array(_) => "array",
            JValue::Object(_) => "object",
            JValue::Null
            | JValue::Undefined
            | JValue::Lambda(_)
            | JValue::Builtin { .. }
            | JValue::Regex { .. } => "null",
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        self.0.is_null()
    }

    /// The text, of a string.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_str()
    }

    /// The truth value, of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        self.0.as_bool()
    }

    /// The number, of a number.
    pub fn as_f64(&self) -> Option<f64> {
        self.0.as_f64()
    }

    /// The number, of a whole number.
    pub fn as_i64(&self) -> Option<i64> {
        self.as_f64().and_then(whole)
    }

    /// The items, of a list.
    pub fn items(&self) -> Option<impl ExactSizeIterator<Item = Self> + DoubleEndedIterator + '_> {
        self.0.as_array().map(|items| items.iter().cloned().map(Self))
    }

    /// The item at `index`, of a list.
    pub fn item(&self, index: usize) -> Option<Self> {
        self.0.get_index(index).cloned().map(Self)
    }

    /// The members, of an object.
    pub fn members(&self) -> Option<impl ExactSizeIterator<Item = (&str, Self)> + '_> {
        let members = self.0.as_object()?.iter();
        Some(members.map(|(name, value)| (name.as_str(), Self(value.clone()))))
    }

    /// The member `name`, of an object.
    pub fn get(&self, name: &str) -> Option<Self> {
        self.0.get(name).cloned().map(Self)
    }

    /// The object with the member `name` set to `value`; anything but an object becomes one.
    #[must_use]
    pub fn with(mut self, name: &str, value: Self) -> Self {
        match self.0.as_object_mut() {
            Some(members) => {
                members.insert(name.to_owned(), value.0);
                self
            }
            None => Self::object([(name.to_owned(), value)]),
        }
    }

    /// How many bytes its compact JSON has: what Step Functions' limits count.
    pub fn json_len(&self) -> usize {
        length(&self.0)
    }

    /// What JSONata computes with.
    pub(crate) const fn jsonata(&self) -> &JValue {
        &self.0
    }

    /// What JSONata computed.
    ///
    /// Its lists carry marks (one item may stand for itself, it was built by a path), by which the next expression
    /// would read them otherwise than the JSON they stand for: they end here.
    pub(crate) fn from_jsonata(value: JValue) -> Result<Self, NotJson> {
        if is_plain(&value) {
            return Ok(Self(value));
        }
        plain(&value)?.map(Self).ok_or(NotJson)
    }

    /// What JSONata computed, when it is known to be plain: built only of values that already were.
    pub(crate) const fn from_plain(value: JValue) -> Self {
        Self(value)
    }
}

/// The integer that a double stands for exactly.
fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = 9_007_199_254_740_992.0; // 2^53
    (number.fract() == 0.0 && number.abs() <= LIMIT).then_some(number as i64)
}

fn number_to_json(number: f64) -> serde_json::Value {
    whole(number).map_or_else(|| number.into(), Into::into)
}

impl fmt::Display for Value {
    /// Compact JSON.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            // jsonata-core writes those beyond 2^53 as integers too, digits that the double does not have.
            JValue::Number(number) => number_to_json(*number).serialize(serializer),
            JValue::Array(items) => serializer.collect_seq(items.iter().map(Borrowed)),
            JValue::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, member)| (name, Borrowed(member))))
            }
            JValue::Null
            | JValue::Bool(_)
            | JValue::String(_)
            | JValue::Undefined
            | JValue::Lambda(_)
            | JValue::Builtin { .. }
            | JValue::Regex { .. } => self.0.serialize(serializer),
        }
    }
}

/// A part of a value, on its way out.
struct Borrowed<'a>(&'a JValue);

impl Serialize for Borrowed<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Value(self.0.clone()).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        JValue::deserialize(deserializer).map(Self)
    }
}
