//! The operators of IAM conditions, and which types of key each of them compares.

use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What a statement asks of a request: by operator, by key, the values of which one must fit.
pub type Conditions = BTreeMap<Operator, BTreeMap<String, BTreeSet<String>>>;

/// An operator as the document names it, `ForAllValues:StringEquals`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Operator {
    /// How a key with several values is compared.
    pub quantifier: Option<Quantifier>,
    /// How one value is compared.
    pub comparison: Comparison,
}

/// How a key with several values is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantifier {
    /// Every value of the request fits one of the policy's; true of a request without any.
    ForAllValues,
    /// Some value of the request fits one of the policy's.
    ForAnyValue,
}

/// How one value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// The same ARN, segment by segment; `*` and `?` are wildcards.
    ArnEquals,
    /// A synonym of `ArnEquals`.
    ArnLike,
    /// `true` or `false`.
    Bool,
    /// An instant before this one.
    DateLessThan,
    /// An instant after this one.
    DateGreaterThan,
    /// An address in this range.
    IpAddress,
    /// Whether the request lacks the key: `"true"` or `"false"`.
    Null,
    /// The same number.
    NumericEquals,
    /// A number no greater.
    NumericLessThanEquals,
    /// A number no smaller.
    NumericGreaterThanEquals,
    /// The same text.
    StringEquals,
    /// Any other text.
    StringNotEquals,
    /// The same text; `*` and `?` are wildcards.
    StringLike,
}

/// The type of a condition key, as the reference names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum KeyType {
    /// One ARN.
    #[serde(rename = "ARN")]
    Arn,
    /// Several ARNs.
    #[serde(rename = "ArrayOfARN")]
    ArrayOfArn,
    /// Several truth values.
    ArrayOfBool,
    /// Several texts.
    ArrayOfString,
    /// One truth value.
    Bool,
    /// One instant.
    Date,
    /// One IP address.
    #[serde(rename = "IPAddress")]
    IpAddress,
    /// One number.
    Numeric,
    /// One text.
    String,
}

impl Operator {
    /// An operator for a key with one value.
    #[must_use]
    pub const fn one(comparison: Comparison) -> Self {
        Self {
            quantifier: None,
            comparison,
        }
    }

    /// An operator that holds if every value fits; it needs [`Comparison::Null`] beside it.
    #[must_use]
    pub const fn every(comparison: Comparison) -> Self {
        Self {
            quantifier: Some(Quantifier::ForAllValues),
            comparison,
        }
    }
}

impl Comparison {
    /// Whether values of that type, or of a list's members, can be compared so.
    #[must_use]
    pub const fn fits(self, key: KeyType) -> bool {
        match self {
            Self::Null => true,
            Self::ArnEquals | Self::ArnLike => matches!(key, KeyType::Arn | KeyType::ArrayOfArn),
            Self::Bool => matches!(key, KeyType::Bool | KeyType::ArrayOfBool),
            Self::DateLessThan | Self::DateGreaterThan => matches!(key, KeyType::Date),
            Self::IpAddress => matches!(key, KeyType::IpAddress),
            Self::NumericEquals | Self::NumericLessThanEquals | Self::NumericGreaterThanEquals => {
                matches!(key, KeyType::Numeric)
            }
            Self::StringEquals | Self::StringNotEquals | Self::StringLike => {
                matches!(key, KeyType::String | KeyType::ArrayOfString)
            }
        }
    }
}

impl KeyType {
    /// Whether a request may carry several values.
    #[must_use]
    pub const fn is_list(self) -> bool {
        matches!(self, Self::ArrayOfArn | Self::ArrayOfBool | Self::ArrayOfString)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.quantifier {
            Some(Quantifier::ForAllValues) => f.write_str("ForAllValues:")?,
            Some(Quantifier::ForAnyValue) => f.write_str("ForAnyValue:")?,
            None => {}
        }
        // A variant is named as IAM names the operator.
        fmt::Debug::fmt(&self.comparison, f)
    }
}
