//! JSON with expressions at its leaves in, a value for a scope out.

use crate::expression::{EvaluationError, Expression, ExpressionError, Scope};
use crate::value::Value;
use thiserror::Error;

/// JSON with expressions at its leaves, compiled once.
#[derive(Debug)]
pub enum Template {
    /// No expression in it.
    Literal(Value),
    /// An expression in place of the whole.
    Expression(Box<Expression>),
    /// An object, with an expression somewhere in it.
    Object(Vec<(String, Self)>),
    /// A list, with an expression somewhere in it.
    List(Vec<Self>),
}

/// An expression in a template that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("at `{pointer}`: {error}")]
pub struct TemplateError {
    /// Where in the template, as a JSON pointer: empty for the whole.
    pub pointer: String,
    /// What is wrong with it.
    pub error: ExpressionError,
}

impl Template {
    /// Compiles every expression in `json`.
    ///
    /// # Errors
    /// The first expression that cannot be used.
    pub fn compile(json: &serde_json::Value) -> Result<Self, TemplateError> {
        let at = |step: &dyn std::fmt::Display, error: TemplateError| TemplateError {
            pointer: format!("/{step}{}", error.pointer),
            ..error
        };
        match json {
            serde_json::Value::String(text) => match expression(text) {
                Some(source) => Expression::compile(source)
                    .map(|expression| Self::Expression(Box::new(expression)))
                    .map_err(|error| TemplateError {
                        pointer: String::new(),
                        error,
                    }),
                None => Ok(Self::Literal(text.as_str().into())),
            },
            serde_json::Value::Array(items) => {
                let items = items
                    .iter()
                    .enumerate()
                    .map(|(index, item)| Self::compile(item).map_err(|error| at(&index, error)));
                let items = items.collect::<Result<Vec<_>, _>>()?;
                Ok(if items.iter().all(Self::is_literal) {
                    Self::Literal(json.into())
                } else {
                    Self::List(items)
                })
            }
            serde_json::Value::Object(members) => {
                let members = members.iter().map(|(name, member)| {
                    let member = Self::compile(member).map_err(|error| at(&escaped(name), error))?;
                    Ok((name.clone(), member))
                });
                let members = members.collect::<Result<Vec<_>, _>>()?;
                Ok(if members.iter().all(|(_, member)| member.is_literal()) {
                    Self::Literal(json.into())
                } else {
                    Self::Object(members)
                })
            }
            serde_json::Value::Null | serde_json::Value::Bool(_) | serde_json::Value::Number(_) => {
                Ok(Self::Literal(json.into()))
            }
        }
    }

    /// Its value in `scope`; `field` is the state's field it stands in, for the error.
    ///
    /// # Errors
    /// An expression in it has no usable value: `field` names the place, as in `Output/total` or `Items[1]`.
    pub fn evaluate(&self, field: &str, scope: &dyn Scope) -> Result<Value, EvaluationError> {
        match self {
            Self::Literal(value) => Ok(value.clone()),
            Self::Expression(expression) => expression.evaluate(field, scope),
            Self::Object(members) => {
                let members = members.iter().map(|(name, member)| {
                    // The place is only put into words for an error.
                    let value = member.evaluate("", scope);
                    Ok((
                        name.clone(),
                        value.map_err(|error| within(&format!("/{name}"), error))?,
                    ))
                });
                Value::try_object(members).map_err(|error| within(field, error))
            }
            Self::List(items) => {
                let items = items.iter().enumerate().map(|(index, item)| {
                    let value = item.evaluate("", scope);
                    value.map_err(|error| within(&format!("[{index}]"), error))
                });
                Value::try_list(items).map_err(|error| within(field, error))
            }
        }
    }

    /// Its expression, where one stands in place of the whole.
    pub const fn as_expression(&self) -> Option<&Expression> {
        match self {
            Self::Expression(expression) => Some(expression),
            Self::Literal(_) | Self::Object(_) | Self::List(_) => None,
        }
    }

    const fn is_literal(&self) -> bool {
        matches!(self, Self::Literal(_))
    }
}

/// What stands between `{%` and `%}`, of a string that is an expression.
pub fn expression(text: &str) -> Option<&str> {
    text.strip_prefix("{%")?.strip_suffix("%}")
}

/// A name as a step of a JSON pointer.
pub(crate) fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn within(place: &str, mut error: EvaluationError) -> EvaluationError {
    error.field.insert_str(0, place);
    error
}
