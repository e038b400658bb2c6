//! A value in, how many bytes its compact JSON has out: without writing it.

use super::{number_to_json, whole};
use jsonata_core::value::JValue;

/// The bytes of a value in compact JSON.
pub(super) fn length(value: &JValue) -> usize {
    match value {
        JValue::Bool(true) => 4,
        JValue::Bool(false) => 5,
        JValue::Number(number) => match whole(*number) {
            Some(number) => {
                usize::from(number < 0) + number.unsigned_abs().checked_ilog10().unwrap_or(0) as usize + 1
            }
            None => number_to_json(*number).to_string().len(),
        },
        JValue::String(text) => text_length(text),
        JValue::Array(items) => 2 + items.len().saturating_sub(1) + items.iter().map(length).sum::<usize>(),
        JValue::Object(members) => {
            let each = members.iter();
            let each = each.map(|(name, member)| text_length(name) + 1 + length(member));
            2 + members.len().saturating_sub(1) + each.sum::<usize>()
        }
        JValue::Null
        | JValue::Undefined
        | JValue::Lambda(_)
        | JValue::Builtin { .. }
        | JValue::Regex { .. } => 4,
    }
}

/// The bytes of a string in JSON, its quotes and escapes included.
fn text_length(text: &str) -> usize {
    let escapes = text.bytes().map(|byte| match byte {
        b'"' | b'\\' | b'\n' | b'\r' | b'\t' | 0x08 | 0x0c => 1,
        0..0x20 => 5,
        _ => 0,
    });
    text.len() + 2 + escapes.sum::<usize>()
}
