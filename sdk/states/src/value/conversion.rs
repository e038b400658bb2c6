//! What else can become a value.

use super::Value;
use jsonata_core::value::JValue;

impl From<&serde_json::Value> for Value {
    fn from(value: &serde_json::Value) -> Self {
        Self(JValue::from(value.clone()))
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Self(JValue::from(value))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self(JValue::from(text))
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self(JValue::from(text))
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self(JValue::Bool(value))
    }
}

impl From<f64> for Value {
    /// What is not finite becomes `null`, as in JSON.
    fn from(number: f64) -> Self {
        Self(if number.is_finite() {
            JValue::Number(number)
        } else {
            JValue::Null
        })
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self(JValue::from(number))
    }
}
