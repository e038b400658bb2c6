//! Requests that must have their effect once, however often they are sent.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::TextError;
use super::wire::wire_string;

/// For how long somebody is taken to be at work on a request: longer than a function lives, so that nobody else begins
/// while they are.
pub const LEASE: Duration = Duration::from_secs(45);

/// For how long a key is remembered.
pub const KEY_KEPT: Duration = Duration::from_secs(24 * 60 * 60);

/// A client's name for one request: 1 to 255 visible ASCII characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdempotencyKey(String);

impl IdempotencyKey {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = TextError;

    /// From a header: a structured field's string (RFC 9651), so in quotes; or the bare key, as many clients send it.
    /// The one and the other are the same key.
    fn from_str(text: &str) -> Result<Self, TextError> {
        let key = match text.strip_prefix('"') {
            Some(quoted) => unquoted(quoted),
            None => Some(text.to_owned()),
        };
        key.filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()))
            .map(Self)
            .ok_or(TextError::Form {
                expected: "1 to 255 visible ASCII characters, in quotes or bare",
            })
    }
}

/// What stands between the quotes, of which the first is gone already.
fn unquoted(text: &str) -> Option<String> {
    let mut key = String::new();
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => return characters.next().is_none().then_some(key),
            '\\' => key.push(
                characters
                    .next()
                    .filter(|escaped| matches!(escaped, '"' | '\\'))?,
            ),
            other => key.push(other),
        }
    }
    None
}

impl fmt::Display for IdempotencyKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

wire_string!(IdempotencyKey, "The client's name for one request, in quotes or bare: sent again, it is done once.", {
    "minLength": 1,
    // In quotes, and each character with a backslash before it.
    "maxLength": 512,
    "pattern": r#"^([!#-~][!-~]{0,254}|"([!#-\[\]-~]|\\["\\]){1,255}")$"#,
});

/// What a body says, whatever the order and spacing of its members: two requests with one fingerprint ask for the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// SHA-256 of the body in canonical JSON: members in order, and none that is null.
    #[must_use]
    pub fn of<T: Serialize>(body: &T) -> Self {
        // What was read from JSON can be written as JSON.
        let body = serde_json::to_value(body).unwrap_or_default();
        Self(Sha256::digest(canonical(&body)).into())
    }

    /// The digest.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

fn canonical(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: BTreeMap<&String, String> = members
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(name, value)| (name, canonical(value)))
                .collect();
            let members: Vec<String> = members
                .into_iter()
                .map(|(name, value)| format!("{}:{value}", Value::from(name.as_str())))
                .collect();
            format!("{{{}}}", members.join(","))
        }
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(canonical).collect();
            format!("[{}]", items.join(","))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.to_string(),
    }
}

/// A request with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Who asks: the token's subject. Another's key of the same name is another key.
    pub principal: String,
    /// What is asked for: the handler's name, which stands for a method and a path.
    pub operation: &'static str,
    /// The client's name for the request.
    pub key: IdempotencyKey,
    /// What the request says.
    pub fingerprint: Fingerprint,
}
