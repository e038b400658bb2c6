//! A term in, a line of Rust out, whatever the author's formatting was: what states are called.

use super::{Data, Expression, Failure, FieldValue, Term};
use crate::Type;
use std::fmt;

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(value) | Self::Constant { value, .. } => write!(f, "{value}"),
            Self::Variable(name) | Self::Step { function: name, .. } => write!(f, "{name}"),
            Self::Field { of, name } => write!(f, "{of}.{name}"),
            Self::Struct { ty, fields } => write!(f, "{} {{ {} }}", last(ty), named(fields)),
            Self::Wrapper { ty, values } => write!(f, "{}({})", last(ty), list(values)),
            Self::Variant { ty, variant, data } => {
                write!(f, "{}::{variant}", last(ty))?;
                match data {
                    Data::Unit => Ok(()),
                    Data::Unnamed(values) => write!(f, "({})", list(values)),
                    Data::Named(fields) => write!(f, " {{ {} }}", named(fields)),
                }
            }
            Self::Option(Some(value)) => write!(f, "Some({value})"),
            Self::Option(None) => write!(f, "None"),
            Self::Tuple(values) => write!(f, "({})", list(values)),
            Self::List(values) => write!(f, "[{}]", list(values)),
            Self::Join(steps) => write!(f, "join {}", list(steps)),
            Self::Try(result) => write!(f, "{result}"),
            Self::Ok(value) => write!(f, "Ok({value})"),
            Self::Err(Failure::New { name, .. } | Failure::Caught(name)) => write!(f, "Err({name})"),
            Self::If { condition, .. } => write!(f, "if {condition}"),
            Self::Match { value, .. } => write!(f, "match {value}"),
            Self::Block(_) => write!(f, "{{ … }}"),
            Self::Not(value) => write!(f, "!{value}"),
            Self::And(left, right) => write!(f, "{left} && {right}"),
            Self::Or(left, right) => write!(f, "{left} || {right}"),
            Self::Compare {
                operator,
                left,
                right,
            } => write!(f, "{left} {} {right}", operator.sign()),
            Self::IsSome(value) => write!(f, "{value}.is_some()"),
            Self::Return(result) => write!(f, "return {result}"),
        }
    }
}

/// The last segment of a type's name.
fn last(ty: &Type) -> String {
    let name = ty.to_string();
    name.rsplit("::").next().unwrap_or_default().to_owned()
}

fn list(values: &[Expression]) -> String {
    values
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

fn named(fields: &[FieldValue]) -> String {
    fields
        .iter()
        .map(|field| format!("{}: {}", field.name, field.value))
        .collect::<Vec<_>>()
        .join(", ")
}
