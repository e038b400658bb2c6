//! The OpenAPI document that codegen wrote, as it was when this was built.

use serde_json::Value;

use crate::ports::ApiDocument;

/// Compiled in. Codegen compiles none of the outbound adapters that run, so it never needs what it is about to write.
const GENERATED: &str = include_str!("../../../../terraform/stack/openapi.json");

/// The document of this build. `codegen check` sees to it that it is not a stale one.
#[derive(Clone, Copy, Debug, Default)]
pub struct GeneratedDocument;

impl ApiDocument for GeneratedDocument {
    fn document(&self) -> Option<Value> {
        serde_json::from_str(GENERATED).ok()
    }
}
