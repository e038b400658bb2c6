//! A body's bytes in, the value that its type asks for out.

use super::json;
use super::problem::{Problem, decode};
use crate::Shape;
use bytes::Bytes;
use ferrovia_model::{Shapes, StandardProblem, Type, TypeDef};
use http::{HeaderMap, header};
use serde_json::Value;
use std::any::TypeId;

/// The largest body the API takes, in bytes.
const MAX_BODY: usize = 32 * 1024;

/// Reads the body; a route without one passes over what is sent.
pub(super) fn read<B: Shape>(headers: &HeaderMap, bytes: &Bytes) -> Result<B, Box<Problem>> {
    if bytes.len() > MAX_BODY {
        let detail = format!("at most {MAX_BODY} bytes");
        return Err(Problem::standard(StandardProblem::CONTENT_TOO_LARGE).detail(detail));
    }
    if TypeId::of::<B>() == TypeId::of::<()>() {
        return decode(Value::Null, "body");
    }
    content_type(headers)?;
    let value = json::parse(bytes)
        .map_err(|error| Problem::standard(StandardProblem::MALFORMED_JSON).detail(error.to_string()))?;
    if holds_list(&value) {
        let mut shapes = Shapes::default();
        let ty = B::shape(&mut shapes);
        if let Some(pointer) = list_for_struct(&value, &ty, &shapes) {
            let problem = Problem::standard(StandardProblem::VALIDATION);
            return Err(problem.error(
                format!("/body{pointer}"),
                "invalid",
                "expected an object".to_owned(),
            ));
        }
    }
    decode(value, "body")
}

fn holds_list(value: &Value) -> bool {
    match value {
        Value::Array(_) => true,
        Value::Object(members) => members.values().any(holds_list),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

/// Where a list stands for a struct, if one does: serde would read it as the fields in their order, which no schema says.
fn list_for_struct(value: &Value, ty: &Type, shapes: &Shapes) -> Option<String> {
    let below = |name: &str, value: &Value, ty: &Type| {
        let pointer = list_for_struct(value, ty, shapes)?;
        Some(format!(
            "/{}{pointer}",
            name.replace('~', "~0").replace('/', "~1")
        ))
    };
    match (shapes.resolve(ty), value) {
        (Type::Option(inner), value) => list_for_struct(value, inner, shapes),
        (Type::List(item), Value::Array(items)) => {
            let mut items = items.iter().enumerate();
            items.find_map(|(index, value)| below(&index.to_string(), value, item))
        }
        (Type::Map(item), Value::Object(members)) => {
            members.iter().find_map(|(name, value)| below(name, value, item))
        }
        (Type::Named(name), value) => match (shapes.get(name)?, value) {
            (TypeDef::Struct(_), Value::Array(_)) => Some(String::new()),
            (TypeDef::Struct(fields), Value::Object(members)) => fields
                .iter()
                .find_map(|field| below(&field.json, members.get(&field.json)?, &field.ty)),
            (TypeDef::Struct(_) | TypeDef::Transparent(_) | TypeDef::Enum { .. }, _) => None,
        },
        (
            Type::Unit
            | Type::Bool
            | Type::Integer(_)
            | Type::WideInteger
            | Type::Float
            | Type::String
            | Type::Json
            | Type::List(_)
            | Type::Map(_)
            | Type::Tuple(_),
            _,
        ) => None,
    }
}

/// Refuses what says that it is something else than JSON in UTF-8.
fn content_type(headers: &HeaderMap) -> Result<(), Box<Problem>> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let text = String::from_utf8_lossy(value.as_bytes());
    let mut parts = text.split(';');
    let kind = parts.next().unwrap_or_default().trim();
    let charset = parts
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))
        .map(|(_, charset)| charset.trim().trim_matches('"').to_owned());
    if kind.eq_ignore_ascii_case("application/json")
        && charset.is_none_or(|charset| charset.eq_ignore_ascii_case("utf-8"))
    {
        return Ok(());
    }
    let detail = format!("`{text}` is not `application/json` in UTF-8");
    Err(Problem::standard(StandardProblem::UNSUPPORTED_MEDIA_TYPE).detail(detail))
}
