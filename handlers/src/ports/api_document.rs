//! What the API says of itself.

use serde_json::Value;

/// The API's OpenAPI document.
pub trait ApiDocument: Send + Sync {
    /// The document, as it was generated with this build; `None` if it is not JSON, which is a defect.
    fn document(&self) -> Option<Value>;
}
