//! JSON documents as text: indented, keys sorted, a newline at the end.

use serde::Serialize;
use serde_json::Value;

/// The document's text. Keys are sorted here and not left to serde_json, whose maps keep insertion order as soon
/// as any crate of the build asks for that.
#[must_use]
pub fn text(document: &impl Serialize) -> String {
    // Only maps with keys that are no strings cannot be JSON; codegen's documents have none.
    let mut value = serde_json::to_value(document).unwrap_or(Value::Null);
    value.sort_all_objects();
    format!("{value:#}\n")
}
