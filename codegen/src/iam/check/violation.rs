//! What can be wrong with a statement, in words.

use crate::iam::arn::Arn;
use crate::iam::condition::{KeyType, Operator};
use crate::template::{Part, parts};
use std::fmt;

/// One thing that is wrong with one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The statement's Sid.
    pub sid: String,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong. ARNs are shown with `${placeholders}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has no action.
    NoAction,
    /// It speaks of nothing.
    NoResource,
    /// A condition has no value, so it never holds.
    NoValue {
        /// The key.
        key: String,
    },
    /// `*` or `?` in an action.
    WildcardAction {
        /// The action.
        action: String,
    },
    /// AWS has no such action, or its service is not embedded.
    UnknownAction {
        /// The action.
        action: String,
    },
    /// `*` where ARNs are possible.
    Everything {
        /// The action.
        action: String,
        /// The ARNs it accepts.
        arns: Vec<String>,
    },
    /// An ARN where only `*` is possible.
    NoResourceType {
        /// The action.
        action: String,
    },
    /// An ARN of another type.
    Mismatch {
        /// The action.
        action: String,
        /// The ARN.
        arn: String,
        /// The ARNs it accepts.
        arns: Vec<String>,
    },
    /// `*` or `?` in an ARN.
    WildcardArn {
        /// The ARN.
        arn: String,
    },
    /// A request for that action never carries the key.
    UnknownKey {
        /// The key.
        key: String,
        /// The action.
        action: String,
    },
    /// The operator compares other types.
    WrongOperator {
        /// The operator.
        operator: Operator,
        /// The key.
        key: String,
        /// Its type.
        key_type: KeyType,
    },
    /// A key with several values is compared as if it had one.
    NoQuantifier {
        /// The operator.
        operator: Operator,
        /// The key.
        key: String,
    },
    /// A key with one value is compared as if it had several.
    NeedlessQuantifier {
        /// The operator.
        operator: Operator,
        /// The key.
        key: String,
    },
    /// `ForAllValues` without `Null` beside it holds for a request without the key.
    HoldsWithoutKey {
        /// The operator.
        operator: Operator,
        /// The key.
        key: String,
    },
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "statement `{}` {}", self.sid, self.fault)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAction => f.write_str("has no action"),
            Self::NoResource => f.write_str("has no resource"),
            Self::NoValue { key } => write!(f, "compares `{key}` with nothing"),
            Self::WildcardAction { action } => write!(f, "has a wildcard in action `{action}`"),
            Self::UnknownAction { action } => {
                write!(
                    f,
                    "has action `{action}`, which the service authorization reference does not know"
                )
            }
            Self::Everything { action, arns } => {
                write!(
                    f,
                    "permits `{action}` on `*`, although it can be limited to {}",
                    list(arns)
                )
            }
            Self::NoResourceType { action } => write!(
                f,
                "limits `{action}` to an ARN, but the action has no resource type: it needs `*`, in a statement of its own"
            ),
            Self::Mismatch { action, arn, arns } => {
                write!(
                    f,
                    "limits `{action}` to `{arn}`, but the action accepts {}",
                    list(arns)
                )
            }
            Self::WildcardArn { arn } => write!(f, "has a wildcard in ARN `{arn}`"),
            Self::UnknownKey { key, action } => {
                write!(
                    f,
                    "asks for key `{key}`, which no request for `{action}` on its resources carries"
                )
            }
            Self::WrongOperator {
                operator,
                key,
                key_type,
            } => {
                write!(
                    f,
                    "compares `{key}` by `{operator}`, but the key is of type {key_type:?}"
                )
            }
            Self::NoQuantifier { operator, key } => write!(
                f,
                "compares `{key}` by `{operator}`, but the key has several values: say `ForAllValues:` or `ForAnyValue:`"
            ),
            Self::NeedlessQuantifier { operator, key } => {
                write!(f, "compares `{key}` by `{operator}`, but the key has one value")
            }
            Self::HoldsWithoutKey { operator, key } => write!(
                f,
                "compares `{key}` by `{operator}`, which also holds without any value: add `Null` with `false`"
            ),
        }
    }
}

fn list(arns: &[String]) -> String {
    arns.iter()
        .map(|arn| format!("`{arn}`"))
        .collect::<Vec<_>>()
        .join(" or ")
}

/// An ARN for people.
pub(super) fn shown(arn: &Arn) -> String {
    parts(&arn.to_string())
        .into_iter()
        .map(|part| match part {
            Part::Literal(literal) => literal,
            Part::Placeholder(placeholder) => format!("${{{}}}", placeholder.name()),
        })
        .collect()
}
