//! How customers' words enter a prompt: as data, under a label, with no way out of it.

use serde_json::json;

/// A customer's text as JSON, which every prompt says is data: however it is written, it cannot end early and pass for
/// instructions.
pub(super) fn customer_text(text: &str) -> String {
    json!({ "customer_message": text }).to_string()
}
