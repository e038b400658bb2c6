//! `GET /v1/openapi.json`: what the API says of itself.

use crate::ports::ApiDocument;
use ferrovia::{HandlerError, Json, Port, Request, handler};
use serde_json::Value;

/// Why there is no document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum DocumentProblem {
    /// A defect of ours.
    #[error("the document cannot be read")]
    Defect,
}

/// Answers the API's OpenAPI document, for whoever writes a client.
#[handler(route = "GET /v1/openapi.json", public, timeout = "5s", memory_mb = 256)]
pub async fn get_openapi(
    _request: Request,
    document: Port<dyn ApiDocument>,
) -> Result<Json<Value>, DocumentProblem> {
    document.document().map(Json).ok_or(DocumentProblem::Defect)
}
