//! A term in, a line of Rust out, whatever the author's formatting was: what states are called.

use super::{Data, Expression, Failure, FieldValue, Over, Pattern, Term, Unit};
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
            Self::Err(Failure::New { name, .. } | Failure::Computed { name, .. } | Failure::Caught(name)) => {
                write!(f, "Err({name})")
            }
            Self::If { condition, .. } => write!(f, "if {condition}"),
            Self::Match { value, .. } => write!(f, "match {value}"),
            Self::Block(_) => write!(f, "{{ … }}"),
            Self::Not(value) => {
                if let Self::IsSome(option) = &value.term {
                    write!(f, "{option}.is_none()")
                } else {
                    write!(f, "!{value}")
                }
            }
            Self::And(left, right) => write!(f, "{left} && {right}"),
            Self::Or(left, right) => write!(f, "{left} || {right}"),
            Self::Compare {
                operator,
                left,
                right,
            } => write!(f, "{left} {} {right}", operator.sign()),
            Self::IsSome(value) => write!(f, "{value}.is_some()"),
            Self::Return(result) => write!(f, "return {result}"),
            Self::Count(list) => write!(f, "{list}.len()"),
            Self::IsEmpty(value) => write!(f, "{value}.is_empty()"),
            Self::Contains { list, item } => write!(f, "{list}.contains({item})"),
            Self::Arithmetic {
                operator,
                left,
                right,
            } => write!(f, "{left} {} {right}", operator.sign()),
            Self::Negate(value) => write!(f, "-{value}"),
            Self::Cast { value, .. } => write!(f, "{value}"),
            Self::Format(pieces) => write!(f, "format {}", list(pieces)),
            Self::For { pattern, over, .. } => write!(f, "for {pattern} in {over}"),
            Self::While {
                condition,
                pattern: None,
                ..
            } => write!(f, "while {condition}"),
            Self::While {
                condition,
                pattern: Some(pattern),
                ..
            } => write!(f, "while let {pattern} = {condition}"),
            Self::Break(label) => write!(f, "break{}", labelled(label.as_ref())),
            Self::Continue(label) => write!(f, "continue{}", labelled(label.as_ref())),
            Self::Map { list, pattern, .. } => write!(f, "map {pattern} in {list}"),
            Self::Sleep { time, unit } => {
                let unit = match unit {
                    Unit::Seconds => "s",
                    Unit::Minutes => "min",
                    Unit::Hours => "h",
                };
                write!(f, "sleep {time} {unit}")
            }
        }
    }
}

impl fmt::Display for Over {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::List(list) => write!(f, "{list}"),
            Self::Range {
                start,
                end,
                inclusive,
            } => write!(f, "{start}..{}{end}", if *inclusive { "=" } else { "" }),
        }
    }
}

impl fmt::Display for Pattern {
    /// What it binds, if that is one name; the rest is left to the reader.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wild => write!(f, "_"),
            Self::Bind(name) => write!(f, "{name}"),
            Self::Literal(value) => write!(f, "{value}"),
            Self::Option(Some(inner)) => write!(f, "Some({inner})"),
            Self::Option(None) => write!(f, "None"),
            Self::Struct { ty, .. } | Self::Wrapper { ty, .. } => write!(f, "{}", last(ty)),
            Self::Variant { ty, variant, .. } => write!(f, "{}::{variant}", last(ty)),
            Self::Tuple(_) | Self::Or(_) | Self::Ok(_) | Self::Err(_) => write!(f, "…"),
        }
    }
}

fn labelled(label: Option<&String>) -> String {
    label.map_or_else(String::new, |label| format!(" '{label}"))
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
