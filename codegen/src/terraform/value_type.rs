//! The type of an environment's value: what Terraform is told of it, and what a `terraform.tfvars` is checked against.

use crate::hcl::{Expression, reference};

/// A type, as far as an environment's values have one.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueType {
    /// `string`
    String,
    /// `number`
    Number,
    /// `bool`
    Bool,
    /// `list(…)`
    List(Box<Self>),
    /// `map(…)`
    Map(Box<Self>),
    /// `map(…)` with exactly these keys. Not an object, so that one more of what the keys name changes no declaration.
    Keyed(Vec<String>, Box<Self>),
    /// `object({…})`
    Object(Vec<Attribute>),
    /// `any`: what none of the others says, such as one of several forms.
    Any,
}

/// A member of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: ValueType,
    /// Its value where an environment leaves it out; without one it may not.
    pub default: Option<Expression>,
}

impl Attribute {
    /// A member that every environment sets.
    pub fn required(name: impl Into<String>, ty: ValueType) -> Self {
        Self {
            name: name.into(),
            ty,
            default: None,
        }
    }

    /// A member that an environment may leave out.
    pub fn optional(name: impl Into<String>, ty: ValueType, default: Expression) -> Self {
        Self {
            name: name.into(),
            ty,
            default: Some(default),
        }
    }
}

impl ValueType {
    /// `list(string)`
    #[must_use]
    pub fn strings() -> Self {
        Self::List(Box::new(Self::String))
    }

    /// As Terraform's type constraint.
    #[must_use]
    pub fn constraint(&self) -> Expression {
        match self {
            Self::String => reference("string"),
            Self::Number => reference("number"),
            Self::Bool => reference("bool"),
            Self::Any => reference("any"),
            Self::List(items) => Expression::Call("list", vec![items.constraint()]),
            Self::Map(values) | Self::Keyed(_, values) => Expression::Call("map", vec![values.constraint()]),
            Self::Object(attributes) => {
                let entries = attributes.iter().map(|attribute| {
                    let ty = attribute.ty.constraint();
                    let ty = match &attribute.default {
                        Some(default) => Expression::Call("optional", vec![ty, default.clone()]),
                        None => ty,
                    };
                    (attribute.name.clone(), ty)
                });
                Expression::Call("object", vec![Expression::Object(entries.collect())])
            }
        }
    }
}
