//! A path and a query in, typed parameters out.

use super::problem::{Problem, decode};
use crate::Shape;
use ferrovia_model::{Shapes, Type, TypeDef};
use serde_json::{Map, Value};

/// The values of the `{name}` segments of `template` in `path`, which has the same other segments; `None` if it has not.
pub(super) fn captured(template: &str, path: &str) -> Option<Map<String, Value>> {
    let segments = || template.split('/').zip(path.split('/'));
    let name = |segment: &'_ str| segment.strip_prefix('{')?.strip_suffix('}').map(str::to_owned);
    let fits = template.split('/').count() == path.split('/').count()
        && segments().all(|(expected, found)| name(expected).is_some() || expected == found);
    fits.then(|| {
        let values = segments()
            .filter_map(|(expected, found)| Some((name(expected)?, Value::String(percent_decoded(found)))));
        values.collect()
    })
}

/// The values of a query. Of a name that stands twice, the last counts.
pub(super) fn query(query: &str) -> Map<String, Value> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (
            percent_decoded(&name.replace('+', " ")),
            Value::String(percent_decoded(&value.replace('+', " "))),
        )
    });
    pairs.collect()
}

/// RFC 3986 percent-decoding; what is no valid escape or no UTF-8 stays as it was sent.
fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), Into::into)
}

/// Parameters arrive as strings; a field of another type is read from its JSON spelling.
pub(super) fn read<T: Shape>(mut values: Map<String, Value>, part: &str) -> Result<T, Problem> {
    let mut shapes = Shapes::default();
    let ty = T::shape(&mut shapes);
    if ty == Type::Unit {
        return decode(Value::Null, part);
    }
    if let Type::Named(name) = shapes.resolve(&ty)
        && let Some(TypeDef::Struct(fields)) = shapes.get(name)
    {
        for field in fields {
            if let Some(value) = values.get_mut(&field.json) {
                retype(value, shapes.resolve(&field.ty), &shapes);
            }
        }
    }
    decode(Value::Object(values), part)
}

fn retype(value: &mut Value, ty: &Type, shapes: &Shapes) {
    let Value::String(text) = value else { return };
    match ty {
        Type::Integer(_) | Type::WideInteger | Type::Float | Type::Bool => {
            // A word such as `null` is not what the field is of: it stays text, and is refused as such.
            if let Ok(parsed @ (Value::Bool(_) | Value::Number(_))) = serde_json::from_str(text) {
                *value = parsed;
            }
        }
        Type::Option(inner) => retype(value, shapes.resolve(inner), shapes),
        Type::Unit
        | Type::String
        | Type::Json
        | Type::List(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Named(_) => {}
    }
}
