//! What the resolver knows of a value before it exists: where it will be, or what it is made of.

use crate::workflow::flow::Formula;
use crate::{Field, Integer, Presence, Shapes, Tagging, Type, TypeDef, Variant, VariantData};
use serde_json::Value;

/// A value of the workflow.
#[derive(Debug, Clone)]
pub(super) enum Symbol {
    /// A problem has been reported for it; nothing more is said of it.
    Unknown,
    /// It is in a variable, a part of one, or computed from some.
    Place(Formula, Type),
    /// It is in a variable that may be set again: whoever reads it gets a [`Self::Place`].
    Changing(String, Type),
    /// A literal, whose type its surroundings decide.
    Literal(Value),
    /// A constant of a known type.
    Constant(Type, Value),
    /// `Some`, `None`.
    Option(Option<Box<Symbol>>),
    /// A struct that was built, or that is no object of its own in JSON.
    Struct { ty: Type, fields: Vec<(Field, Symbol)> },
    /// A wrapper that was built.
    Wrapper { ty: Type, value: Box<Symbol> },
    /// A variant that was built.
    Variant {
        ty: Type,
        tagging: Tagging,
        variant: Variant,
        data: Vec<Symbol>,
    },
    /// A tuple that was built; empty is `()`.
    Tuple(Vec<Symbol>),
    /// A list that was built.
    List(Vec<Symbol>),
    /// A boolean that was computed.
    Condition(Formula),
    /// An error that was caught.
    Error {
        /// Where it is.
        variable: String,
        /// What it may be called on the wire.
        names: Vec<String>,
    },
}

impl Symbol {
    pub(super) const UNIT: Self = Self::Tuple(Vec::new());

    /// Its type, as far as it is known without its surroundings.
    pub(super) fn ty(&self) -> Option<Type> {
        match self {
            Self::Unknown | Self::Error { .. } => None,
            Self::Place(_, ty)
            | Self::Changing(_, ty)
            | Self::Constant(ty, _)
            | Self::Struct { ty, .. }
            | Self::Wrapper { ty, .. }
            | Self::Variant { ty, .. } => Some(ty.clone()),
            Self::Literal(Value::Bool(_)) | Self::Condition(_) => Some(Type::Bool),
            Self::Literal(Value::String(_)) => Some(Type::String),
            Self::Literal(Value::Number(number)) => Some(if number.is_f64() {
                Type::Float
            } else {
                Type::Integer(Integer::Literal)
            }),
            Self::Literal(Value::Null | Value::Array(_) | Value::Object(_)) => None,
            Self::Option(inner) => Some(Type::Option(Box::new(inner.as_ref()?.ty()?))),
            Self::Tuple(items) if items.is_empty() => Some(Type::Unit),
            Self::Tuple(items) => items.iter().map(Self::ty).collect::<Option<_>>().map(Type::Tuple),
            Self::List(items) => Some(Type::List(Box::new(items.iter().find_map(Self::ty)?))),
        }
    }

    /// Whether computing it may end the machine.
    pub(super) fn may_fail(&self) -> bool {
        match self {
            Self::Place(formula, _) | Self::Condition(formula) => formula.may_fail(),
            Self::Option(Some(inner)) | Self::Wrapper { value: inner, .. } => inner.may_fail(),
            Self::Struct { fields, .. } => fields.iter().any(|(_, value)| value.may_fail()),
            Self::Variant { data: items, .. } | Self::Tuple(items) | Self::List(items) => {
                items.iter().any(Self::may_fail)
            }
            Self::Unknown
            | Self::Changing(..)
            | Self::Literal(_)
            | Self::Constant(..)
            | Self::Option(None)
            | Self::Error { .. } => false,
        }
    }

    /// What to call it in a message.
    pub(super) fn describe(&self) -> String {
        match (self, self.ty()) {
            (_, Some(ty)) => format!("`{ty}`"),
            (Self::Option(_), None) => "an `Option`".to_owned(),
            (Self::List(_), None) => "a list".to_owned(),
            (Self::Error { .. }, None) => "an error".to_owned(),
            (
                Self::Unknown
                | Self::Place(..)
                | Self::Changing(..)
                | Self::Literal(_)
                | Self::Constant(..)
                | Self::Struct { .. }
                | Self::Wrapper { .. }
                | Self::Variant { .. }
                | Self::Tuple(_)
                | Self::Condition(_),
                None,
            ) => "something else".to_owned(),
        }
    }
}

/// A field of an object that is at `of`.
pub(super) fn field_at(of: &Formula, field: &Field) -> Symbol {
    let formula = Formula::Field(Box::new(of.clone()), field.json.clone());
    let formula = match &field.presence {
        Presence::Required => formula,
        Presence::Optional => Formula::OrElse(Box::new(formula), Value::Null),
        Presence::Default(value) => Formula::OrElse(Box::new(formula), value.clone()),
    };
    Symbol::Place(formula, field.ty.clone())
}

/// An `Option`'s value, once it is known to be there.
pub(super) fn some_at(of: &Formula, inner: &Type) -> Symbol {
    let present = if let Formula::OrElse(present, Value::Null) = of {
        present
    } else {
        of
    };
    Symbol::Place(present.clone(), inner.clone())
}

/// Whether the value at `of` is that variant.
pub(super) fn is_variant(of: &Formula, tagging: &Tagging, variant: &Variant) -> Formula {
    let name = || Box::new(Formula::Literal(Value::String(variant.json.clone())));
    let field = |name: &str| Box::new(Formula::Field(Box::new(of.clone()), name.to_owned()));
    let equal = |left| Formula::Compare(crate::workflow::Comparison::Equal, left, name());
    match (tagging, &variant.data) {
        (Tagging::External, VariantData::Unit) => equal(Box::new(of.clone())),
        (Tagging::External, VariantData::Newtype(_) | VariantData::Tuple(_) | VariantData::Struct(_)) => {
            Formula::Exists(field(&variant.json))
        }
        (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, _) => equal(field(tag)),
    }
}

/// What the variant at `of` carries, in declaration order. `None` if JSON holds it in a form that a machine
/// cannot take apart.
pub(super) fn data_at(
    shapes: &Shapes,
    of: &Formula,
    tagging: &Tagging,
    variant: &Variant,
) -> Option<Vec<Symbol>> {
    let content = match tagging {
        Tagging::External => Formula::Field(Box::new(of.clone()), variant.json.clone()),
        Tagging::Internal { .. } => of.clone(),
        Tagging::Adjacent { content, .. } => Formula::Field(Box::new(of.clone()), content.clone()),
    };
    Some(match &variant.data {
        VariantData::Unit => Vec::new(),
        VariantData::Struct(fields) => fields.iter().map(|field| field_at(&content, field)).collect(),
        VariantData::Tuple(types) => types
            .iter()
            .enumerate()
            .map(|(index, ty)| Symbol::Place(Formula::Item(Box::new(content.clone()), index), ty.clone()))
            .collect(),
        VariantData::Newtype(ty) if matches!(tagging, Tagging::Internal { .. }) => {
            // The tag stands among the fields: as a whole it would be a field too many.
            let Type::Named(name) = shapes.resolve(ty) else {
                return None;
            };
            let Some(TypeDef::Struct(fields)) = shapes.get(name) else {
                return None;
            };
            let fields = fields
                .iter()
                .map(|field| (field.clone(), field_at(&content, field)))
                .collect();
            vec![Symbol::Struct {
                ty: ty.clone(),
                fields,
            }]
        }
        VariantData::Newtype(ty) => vec![Symbol::Place(content, ty.clone())],
    })
}
