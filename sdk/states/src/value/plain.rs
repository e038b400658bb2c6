//! What JSONata computed in, JSON without JSONata's marks out.

use super::NotJson;
use jsonata_core::value::{JArray, JValue};
use std::rc::Rc;

/// Whether it is JSON through and through, and no list has marks.
pub(super) fn is_plain(value: &JValue) -> bool {
    match value {
        JValue::Null | JValue::Bool(_) | JValue::String(_) => true,
        JValue::Number(number) => number.is_finite(),
        JValue::Array(items) => !is_marked(items) && items.iter().all(is_plain),
        JValue::Object(members) => members.values().all(is_plain),
        JValue::Undefined | JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => false,
    }
}

const fn is_marked(items: &JArray) -> bool {
    items.sequence || items.cons || items.keep_singleton || items.outer_wrapper || items.sorted_tuples
}

/// The value as a round trip through JSON would leave it; nothing of what is undefined.
pub(super) fn plain(value: &JValue) -> Result<Option<JValue>, NotJson> {
    Ok(Some(match value {
        JValue::Null | JValue::Bool(_) | JValue::String(_) => value.clone(),
        JValue::Number(number) if number.is_finite() => value.clone(),
        // JSON has no number for these; Step Functions writes their names.
        JValue::Number(number) if number.is_nan() => JValue::from("NaN"),
        JValue::Number(number) if *number > 0.0 => JValue::from("Infinity"),
        JValue::Number(_) => JValue::from("-Infinity"),
        JValue::Array(items) => {
            let items = items.iter().map(|item| Ok(plain(item)?.unwrap_or(JValue::Null)));
            JValue::array(items.collect::<Result<_, _>>()?)
        }
        JValue::Object(members) => {
            let members = members.iter().filter_map(|(name, member)| match plain(member) {
                Ok(member) => member.map(|member| Ok((name.clone(), member))),
                Err(error) => Some(Err(error)),
            });
            JValue::Object(Rc::new(members.collect::<Result<_, _>>()?))
        }
        JValue::Undefined => return Ok(None),
        JValue::Lambda(_) | JValue::Builtin { .. } | JValue::Regex { .. } => return Err(NotJson),
    }))
}
