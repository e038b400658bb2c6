//! What takes values and errors apart.

use super::Data;
use crate::Type;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What takes a value apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pattern {
    /// `_`
    Wild,
    /// `name`
    Bind(String),
    /// A boolean, a number or a string.
    Literal(Value),
    /// `(a, b)`
    Tuple(Vec<Pattern>),
    /// `Type { a, b: c, .. }`
    Struct {
        /// The type.
        ty: Type,
        /// The fields that are named.
        fields: Vec<FieldPattern>,
    },
    /// `Type(a)`
    Wrapper {
        /// The type.
        ty: Type,
        /// Its unnamed fields.
        values: Vec<Pattern>,
    },
    /// `Type::Variant`, with what it carries.
    Variant {
        /// The enum.
        ty: Type,
        /// The variant, in Rust.
        variant: String,
        /// What it carries.
        data: Data<Pattern, FieldPattern>,
    },
    /// `Some(a)`, `None`
    Option(Option<Box<Pattern>>),
    /// `a | b`
    Or(Vec<Pattern>),
    /// `Ok(a)`, of a step's result
    Ok(Box<Pattern>),
    /// `Err(a)`, of a step's result
    Err(ErrorPattern),
}

/// What takes a step's error apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorPattern {
    /// `_`, `other`
    Any {
        /// The name that it binds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bind: Option<String>,
    },
    /// `StoreError::Conflict { version }`
    Named {
        /// As the author wrote it.
        path: String,
        /// The names on the wire that it covers.
        names: Vec<String>,
        /// What it carries.
        data: Data<Pattern, FieldPattern>,
    },
}

/// A named field and what it must match.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldPattern {
    /// The field, in Rust.
    pub name: String,
    /// What it must match.
    pub pattern: Pattern,
}
