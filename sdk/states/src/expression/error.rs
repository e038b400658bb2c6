//! Why an expression cannot be used, and why one has no value: in the words of Step Functions.

use crate::value::Value;
use jsonata_core::evaluator::error_code_prefix;
use thiserror::Error;

/// An expression that Step Functions would refuse.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ExpressionError {
    /// It is not JSONata.
    #[error("{0}")]
    Syntax(String),
    /// An operator of a newer JSONata.
    #[error("the operator `{0}` is newer than the JSONata of Step Functions")]
    NewerOperator(&'static str),
    /// `$eval`
    #[error("`$eval` is not allowed")]
    Eval,
    /// `$`, `$$`, `*` or `**` where there is nothing that they could mean.
    #[error("`{0}` means nothing at the top level of an expression")]
    Context(&'static str),
    /// A field without what it is a field of.
    #[error("the field `{0}` stands at the top level of an expression")]
    UnqualifiedField(String),
}

impl ExpressionError {
    /// What to write instead.
    pub const fn help(&self) -> &'static str {
        match self {
            Self::Syntax(_) => "try the expression in a JSONata 1.8 or 2.0 exerciser",
            Self::NewerOperator(_) => "write `$exists(a) ? a : b`",
            Self::Eval => "compute the value in a task",
            Self::Context(_) | Self::UnqualifiedField(_) => {
                "name what is meant: `$states.input`, `$states.result`, or a variable"
            }
        }
    }
}

/// An expression without a usable value: `States.QueryEvaluationError`, whose cause ends with this text.
#[derive(Debug, Clone, PartialEq, Error)]
#[error("The JSONata expression '{expression}' specified for the field '{field}' {reason}")]
pub struct EvaluationError {
    /// The expression, without its braces.
    pub expression: String,
    /// The field it stands in: `Output`, `Output/total`, `Items[1]`.
    pub field: String,
    /// What happened.
    pub reason: Reason,
}

/// What an expression gave instead of a usable value.
#[derive(Debug, Clone, PartialEq, Error)]
pub enum Reason {
    /// Nothing at all.
    #[error("returned nothing (undefined).")]
    Undefined,
    /// A function or a regular expression.
    #[error("returned an unsupported result type.")]
    Unsupported,
    /// A value of another kind than the field takes.
    #[error("returned an unexpected result type. Expected '{expected}', but was '{}' for value: {value}", .value.kind())]
    Unexpected {
        /// The kind that the field takes, as [`Value::kind`] names it.
        expected: &'static str,
        /// The value.
        value: Value,
    },
    /// An error: `T2001: The left side of the "+" operator must evaluate to a number`.
    #[error("threw an error during evaluation{sign}{message}", sign = separator(.0), message = .0)]
    Thrown(String),
}

impl Reason {
    /// An error in JSONata's own words: jsonata-core leaves out the quotes around an operator.
    pub(super) fn thrown(message: &str) -> Self {
        let quoted = message.split_once(" side of the ").and_then(|(start, rest)| {
            let (operator, end) = rest.split_once(" operator must evaluate to a number")?;
            Some(format!(
                "{start} side of the \"{operator}\" operator must evaluate to a number{end}"
            ))
        });
        Self::Thrown(quoted.unwrap_or_else(|| message.to_owned()))
    }
}

/// JSONata's own errors have a code and stand as a sentence of their own.
fn separator(message: &str) -> &'static str {
    error_code_prefix(message).map_or(": ", |_| ". ")
}
