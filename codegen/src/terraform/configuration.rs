//! Configurations in; the call of their module, and the variables in which operators say what they hold, out.

use super::{Attribute, ValueType, Variable, module};
use crate::hcl::{Block, Expression, Piece, reference, text};
use ferrovia_model::{
    App, CheckedApp, Configuration, Field, Presence, Shapes, Type, TypeDef, Variant, VariantData,
};
use serde_json::Value;

/// How long a change takes until all of them have it.
const ROLLOUT: &str = "configuration_rollout_minutes";

/// One module for all: they are one application in `AppConfig`.
pub(super) fn blocks(app: &App) -> Vec<Block> {
    if app.configurations.is_empty() {
        return Vec::new();
    }
    let each = app.configurations.iter().map(|it| (it.name.clone(), entry(it)));
    vec![
        module("configurations", "configurations", None)
            .set("rollout_minutes", reference(format!("var.{ROLLOUT}")))
            .blank()
            .set("configurations", Expression::Object(each.collect())),
    ]
}

fn entry(configuration: &Configuration) -> Expression {
    let schema = Expression::Template(vec![
        Piece::Interpolation("path.module".to_owned()),
        Piece::Text(format!("/configurations/{}.json", configuration.name)),
    ]);
    let document = reference(format!("var.{}", variable_name(configuration)));
    Expression::Object(vec![
        ("description".to_owned(), text(in_a_line(configuration))),
        ("schema".to_owned(), Expression::Call("file", vec![schema])),
        (
            "content".to_owned(),
            Expression::Call("jsonencode", vec![document]),
        ),
    ])
}

/// What it is for, however its comment is broken into lines.
fn in_a_line(configuration: &Configuration) -> String {
    configuration.description.replace('\n', " ")
}

fn variable_name(configuration: &Configuration) -> String {
    format!("configuration_{}", configuration.name)
}

/// What each environment says: the documents, and how fast a change of one goes round.
pub(super) fn variables(app: &CheckedApp) -> Vec<Variable> {
    if app.configurations.is_empty() {
        return Vec::new();
    }
    let documents = app.configurations.iter().map(|it| {
        let default = || value(&it.default);
        let ty = ValueType::of(&it.document.ty, &app.shapes);
        let description = format!(
            "{} Handlers hear of a change within about a minute, and no code is deployed.",
            in_a_line(it)
        );
        Variable::new(variable_name(it), ty, description)
            .default(default())
            .values([default(), default(), default()])
    });
    documents.chain([rollout()]).collect()
}

fn rollout() -> Variable {
    let minutes = Expression::Number;
    Variable::new(
        ROLLOUT,
        ValueType::Number,
        "Minutes in which a change of a configuration reaches all instances, a fifth of them at a time; 0 is at once. The next change waits until it is over: what cannot wait, such as switching something off, goes out with 0.",
    )
    .default(minutes(0.0))
    .validate(
        Expression::Raw(
            "var.configuration_rollout_minutes >= 0 && var.configuration_rollout_minutes <= 1440 && floor(var.configuration_rollout_minutes) == var.configuration_rollout_minutes",
        ),
        "A roll-out takes 0 to 1440 whole minutes.",
    )
    .values([minutes(0.0), minutes(0.0), minutes(10.0)])
}

impl ValueType {
    /// The type as Terraform can check it, with what serde takes for a field that is left out.
    fn of(ty: &Type, shapes: &Shapes) -> Self {
        Self::within(ty, shapes, &mut Vec::new())
    }

    /// `outer` are the named types that this one is in: Terraform has no type that holds itself.
    fn within<'a>(ty: &'a Type, shapes: &'a Shapes, outer: &mut Vec<&'a str>) -> Self {
        match ty {
            Type::Bool => Self::Bool,
            Type::Integer(_) | Type::WideInteger | Type::Float => Self::Number,
            Type::String => Self::String,
            Type::Option(inner) => Self::within(inner, shapes, outer),
            Type::List(item) => Self::List(Box::new(Self::within(item, shapes, outer))),
            Type::Map(value) => Self::Map(Box::new(Self::within(value, shapes, outer))),
            Type::Unit | Type::Json | Type::Tuple(_) => Self::Any,
            Type::Named(name) if outer.contains(&name.as_str()) => Self::Any,
            Type::Named(name) => {
                outer.push(name);
                let ty = match shapes.get(name) {
                    Some(TypeDef::Struct(fields)) => Self::of_fields(fields, shapes, outer),
                    Some(TypeDef::Transparent(inner)) => Self::within(inner, shapes, outer),
                    Some(TypeDef::Enum { variants, .. }) if variants.iter().all(is_bare) => Self::String,
                    Some(TypeDef::Enum { .. }) | None => Self::Any,
                };
                outer.pop();
                ty
            }
        }
    }

    fn of_fields<'a>(fields: &'a [Field], shapes: &'a Shapes, outer: &mut Vec<&'a str>) -> Self {
        if !fields.iter().all(|field| is_identifier(&field.json)) {
            return Self::Any;
        }
        let attributes = fields.iter().map(|field| {
            let ty = Self::within(&field.ty, shapes, outer);
            match &field.presence {
                Presence::Required => Attribute::required(&field.json, ty),
                Presence::Optional => Attribute::optional(&field.json, ty, Expression::Null),
                Presence::Default(default) => Attribute::optional(&field.json, ty, value(default)),
            }
        });
        Self::Object(attributes.collect())
    }
}

/// Whether a variant is a name and no more.
fn is_bare(variant: &Variant) -> bool {
    match variant.data {
        VariantData::Unit => true,
        VariantData::Newtype(_) | VariantData::Tuple(_) | VariantData::Struct(_) => false,
    }
}

/// Whether Terraform takes it for an attribute's name in a type.
fn is_identifier(name: &str) -> bool {
    let mut characters = name.chars();
    let first = characters
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && characters.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
}

/// A JSON value as Terraform writes it. A member that is null is left out, as a person would: what may be null may be absent.
fn value(json: &Value) -> Expression {
    match json {
        Value::Null => Expression::Null,
        Value::Bool(value) => Expression::Bool(*value),
        Value::Number(number) => Expression::Number(number.as_f64().unwrap_or_default()),
        Value::String(string) => text(string),
        Value::Array(items) => Expression::List(items.iter().map(value).collect()),
        Value::Object(members) => {
            let said = members.iter().filter(|(_, member)| !member.is_null());
            let members = said.map(|(name, member)| (name.clone(), value(member)));
            Expression::Object(members.collect())
        }
    }
}
