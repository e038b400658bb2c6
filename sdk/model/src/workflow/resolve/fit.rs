//! A symbol and the type that its place wants in, a template or the reason against it out.

use super::symbol::{Symbol, field_at};
use crate::workflow::flow::{Formula, Template};
use crate::{Field, Integer, Shapes, Tagging, Type, TypeDef, VariantData};
use serde_json::{Value, json};

/// Why a symbol does not fit.
#[derive(Debug)]
pub(super) enum Misfit {
    /// It is of another type; this describes it.
    Type(String),
    /// It is an integer that JSONata would round.
    Wide,
    /// It cannot be built from its parts in JSON.
    Form,
}

/// The largest integer up to which every integer is a double.
const EXACT: u64 = 1 << 53;

/// `symbol`, where a `ty` is wanted.
pub(super) fn fit(shapes: &Shapes, symbol: &Symbol, ty: &Type) -> Result<Template, Misfit> {
    let other = || Misfit::Type(symbol.describe());
    match (symbol, ty) {
        (Symbol::Unknown, _) => Ok(Template::Literal(Value::Null)),
        (Symbol::Place(_, found), _) if !fits(found, ty) => Err(other()),
        (Symbol::Place(_, found), _) if is_wide(shapes, found) => Err(Misfit::Wide),
        (Symbol::Place(formula, _), _) => Ok(Template::Formula(formula.clone())),
        (Symbol::Constant(found, value), _) if fits(found, ty) => Ok(Template::Literal(value.clone())),
        (Symbol::Constant(..), _) => Err(other()),
        (Symbol::Literal(value @ Value::Bool(_)), Type::Bool)
        | (Symbol::Literal(value @ Value::String(_)), Type::String) => Ok(Template::Literal(value.clone())),
        (Symbol::Literal(Value::Number(number)), Type::Integer(_) | Type::WideInteger)
            if !number.is_f64() =>
        {
            let magnitude = number.as_i64().map(i64::unsigned_abs).or_else(|| number.as_u64());
            if magnitude.is_some_and(|magnitude| magnitude <= EXACT) {
                Ok(Template::Literal(Value::Number(number.clone())))
            } else {
                Err(Misfit::Wide)
            }
        }
        (Symbol::Literal(value @ Value::Number(_)), Type::Float) => Ok(Template::Literal(value.clone())),
        (Symbol::Literal(_), _) => Err(other()),
        (Symbol::Option(None), Type::Option(_)) => Ok(Template::Literal(Value::Null)),
        (Symbol::Option(Some(inner)), Type::Option(ty)) => fit(shapes, inner, ty),
        (Symbol::Option(_), _) => Err(other()),
        (Symbol::Struct { ty: found, fields }, _) if found == ty => {
            let member =
                |(field, symbol): &(Field, Symbol)| Ok((field.json.clone(), fit(shapes, symbol, &field.ty)?));
            Ok(object(fields.iter().map(member).collect::<Result<_, Misfit>>()?))
        }
        (Symbol::Wrapper { ty: found, value }, _) if found == ty => match definition_inside(shapes, ty) {
            Some(inner) => fit(shapes, value, inner),
            None => Err(other()),
        },
        (
            Symbol::Variant {
                ty: found,
                tagging,
                variant,
                data,
            },
            _,
        ) if found == ty => {
            let content = content(shapes, tagging, &variant.data, data)?;
            tagged(tagging, &variant.json, content).ok_or(Misfit::Form)
        }
        (Symbol::Struct { .. } | Symbol::Wrapper { .. } | Symbol::Variant { .. }, _) => Err(other()),
        (Symbol::Tuple(items), Type::Unit) if items.is_empty() => Ok(Template::Literal(Value::Null)),
        (Symbol::Tuple(items), Type::Tuple(types)) if items.len() == types.len() => {
            let items = items.iter().zip(types).map(|(item, ty)| fit(shapes, item, ty));
            Ok(list(items.collect::<Result<_, _>>()?))
        }
        (Symbol::List(items), Type::List(ty)) => Ok(list(
            items
                .iter()
                .map(|item| fit(shapes, item, ty))
                .collect::<Result<_, _>>()?,
        )),
        (Symbol::Tuple(_) | Symbol::List(_), _) => Err(other()),
        (Symbol::Condition(formula), Type::Bool) => Ok(Template::Formula(formula.clone())),
        (Symbol::Condition(_) | Symbol::Error { .. } | Symbol::Changing(..), _) => Err(other()),
    }
}

/// Whether a value of the type `found` is one of the type `wanted`. What a literal is, and how far a `usize` goes that
/// was counted here, rustc has found out.
pub(super) fn fits(found: &Type, wanted: &Type) -> bool {
    match (found, wanted) {
        (Type::Integer(Integer::Literal), Type::Integer(_) | Type::WideInteger)
        | (Type::Integer(_), Type::Integer(Integer::Literal))
        | (Type::Integer(Integer::Usize), Type::WideInteger) => true,
        (Type::Option(found), Type::Option(wanted)) | (Type::List(found), Type::List(wanted)) => {
            fits(found, wanted)
        }
        (Type::Tuple(found), Type::Tuple(wanted)) if found.len() == wanted.len() => found
            .iter()
            .zip(wanted)
            .all(|(found, wanted)| fits(found, wanted)),
        (found, wanted) => found == wanted,
    }
}

/// Whether a value of that type loses digits when JSONata writes it as text.
pub(super) fn is_rounded(shapes: &Shapes, ty: &Type) -> bool {
    fn within<'a>(shapes: &'a Shapes, ty: &'a Type, seen: &mut Vec<&'a str>) -> bool {
        match ty {
            Type::WideInteger | Type::Float | Type::Json => true,
            Type::Unit | Type::Bool | Type::Integer(_) | Type::String => false,
            Type::Option(inner) | Type::List(inner) | Type::Map(inner) => within(shapes, inner, seen),
            Type::Tuple(items) => items.iter().any(|item| within(shapes, item, seen)),
            Type::Named(name) if seen.contains(&name.as_str()) => false,
            Type::Named(name) => {
                seen.push(name);
                let parts: Vec<&Type> = match shapes.get(name) {
                    None => Vec::new(),
                    Some(TypeDef::Transparent(inner)) => vec![inner],
                    Some(TypeDef::Struct(fields)) => fields.iter().map(|field| &field.ty).collect(),
                    Some(TypeDef::Enum { variants, .. }) => variants
                        .iter()
                        .flat_map(|variant| match &variant.data {
                            VariantData::Unit => Vec::new(),
                            VariantData::Newtype(ty) => vec![ty],
                            VariantData::Tuple(types) => types.iter().collect(),
                            VariantData::Struct(fields) => fields.iter().map(|field| &field.ty).collect(),
                        })
                        .collect(),
                };
                parts.into_iter().any(|part| within(shapes, part, seen))
            }
        }
    }
    within(shapes, ty, &mut Vec::new())
}

/// What is inside a wrapper.
pub(super) fn definition_inside<'a>(shapes: &'a Shapes, ty: &Type) -> Option<&'a Type> {
    let Type::Named(name) = ty else { return None };
    match shapes.get(name)? {
        TypeDef::Transparent(inner) => Some(inner),
        TypeDef::Struct(_) | TypeDef::Enum { .. } => None,
    }
}

/// Whether a leaf of that type would be rounded.
pub(super) fn is_wide(shapes: &Shapes, ty: &Type) -> bool {
    match shapes.resolve(ty) {
        Type::WideInteger => true,
        Type::Option(inner) => is_wide(shapes, inner),
        Type::Unit
        | Type::Bool
        | Type::Integer(_)
        | Type::Float
        | Type::String
        | Type::Json
        | Type::List(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Named(_) => false,
    }
}

fn content(
    shapes: &Shapes,
    tagging: &Tagging,
    data: &VariantData,
    symbols: &[Symbol],
) -> Result<Option<Template>, Misfit> {
    let one = |symbol: &Symbol, ty: &Type| match tagging {
        Tagging::Internal { .. } => fit(shapes, &opened(shapes, symbol, ty), ty),
        Tagging::External | Tagging::Adjacent { .. } => fit(shapes, symbol, ty),
    };
    Ok(match data {
        VariantData::Unit => None,
        VariantData::Newtype(ty) => symbols.first().map(|symbol| one(symbol, ty)).transpose()?,
        VariantData::Tuple(types) => {
            let items = symbols
                .iter()
                .zip(types)
                .map(|(symbol, ty)| fit(shapes, symbol, ty));
            Some(list(items.collect::<Result<_, _>>()?))
        }
        VariantData::Struct(fields) => {
            let members = symbols.iter().zip(fields);
            let members =
                members.map(|(symbol, field)| Ok((field.json.clone(), fit(shapes, symbol, &field.ty)?)));
            Some(object(members.collect::<Result<_, Misfit>>()?))
        }
    })
}

/// A struct field by field: beside an internal tag they must be at hand one by one.
fn opened(shapes: &Shapes, symbol: &Symbol, ty: &Type) -> Symbol {
    let (Symbol::Place(of, _), Type::Named(name)) = (symbol, shapes.resolve(ty)) else {
        return symbol.clone();
    };
    let Some(TypeDef::Struct(fields)) = shapes.get(name) else {
        return symbol.clone();
    };
    let fields = fields
        .iter()
        .map(|field| (field.clone(), field_at(of, field)))
        .collect();
    Symbol::Struct {
        ty: ty.clone(),
        fields,
    }
}

fn tagged(tagging: &Tagging, name: &str, content: Option<Template>) -> Option<Template> {
    let tag_is = |tag: &str| (tag.to_owned(), Template::Literal(json!(name)));
    Some(match (tagging, content) {
        (Tagging::External, None) => Template::Literal(json!(name)),
        (Tagging::External, Some(content)) => object(vec![(name.to_owned(), content)]),
        (Tagging::Internal { tag } | Tagging::Adjacent { tag, .. }, None) => object(vec![tag_is(tag)]),
        (Tagging::Internal { tag }, Some(Template::Object(members))) => {
            object([tag_is(tag)].into_iter().chain(members).collect())
        }
        (Tagging::Internal { tag }, Some(Template::Literal(Value::Object(members)))) => {
            let members = members
                .into_iter()
                .map(|(name, value)| (name, Template::Literal(value)));
            object([tag_is(tag)].into_iter().chain(members).collect())
        }
        (Tagging::Internal { .. }, Some(_)) => return None,
        (Tagging::Adjacent { tag, content: key }, Some(content)) => {
            object(vec![tag_is(tag), (key.clone(), content)])
        }
    })
}

fn object(members: Vec<(String, Template)>) -> Template {
    Template::Object(members)
}

fn list(items: Vec<Template>) -> Template {
    Template::List(items)
}

/// A scalar that JSONata's `=` compares as Rust's `==` does.
pub(super) fn scalar(shapes: &Shapes, symbol: &Symbol) -> Result<Formula, Misfit> {
    match symbol {
        Symbol::Unknown => Ok(Formula::Literal(Value::Null)),
        Symbol::Place(..) | Symbol::Constant(..) if symbol.ty().is_some_and(|ty| is_wide(shapes, &ty)) => {
            Err(Misfit::Wide)
        }
        Symbol::Place(formula, ty) if is_scalar(shapes, ty) => Ok(formula.clone()),
        Symbol::Literal(value) => Ok(Formula::Literal(value.clone())),
        Symbol::Constant(ty, value) if is_scalar(shapes, ty) => Ok(Formula::Literal(value.clone())),
        Symbol::Option(None) => Ok(Formula::Literal(Value::Null)),
        Symbol::Option(Some(inner)) => scalar(shapes, inner),
        Symbol::Wrapper { value, .. } => scalar(shapes, value),
        Symbol::Variant {
            tagging: Tagging::External,
            variant,
            data,
            ty,
        } if data.is_empty() && is_scalar(shapes, ty) => Ok(Formula::Literal(json!(variant.json))),
        Symbol::Condition(formula) => Ok(formula.clone()),
        Symbol::Place(..)
        | Symbol::Changing(..)
        | Symbol::Constant(..)
        | Symbol::Struct { .. }
        | Symbol::Variant { .. }
        | Symbol::Tuple(_)
        | Symbol::List(_)
        | Symbol::Error { .. } => Err(Misfit::Type(symbol.describe())),
    }
}

pub(super) fn is_scalar(shapes: &Shapes, ty: &Type) -> bool {
    match shapes.resolve(ty) {
        Type::Unit | Type::Bool | Type::Integer(_) | Type::Float | Type::String => true,
        Type::Option(inner) => is_scalar(shapes, inner),
        Type::Named(name) => match shapes.get(name) {
            Some(TypeDef::Enum {
                tagging: Tagging::External,
                variants,
            }) => variants.iter().all(|variant| variant.data == VariantData::Unit),
            Some(TypeDef::Enum { .. } | TypeDef::Struct(_) | TypeDef::Transparent(_)) | None => false,
        },
        Type::WideInteger | Type::Json | Type::List(_) | Type::Map(_) | Type::Tuple(_) => false,
    }
}
