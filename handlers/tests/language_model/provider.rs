//! A provider: its adapter, and its protocol's words for what servers do.

use std::sync::Arc;

use async_trait::async_trait;
use ferrovia::language_model::ChatModel;

use super::behaviour::Says;

/// One adapter under test.
#[async_trait]
pub(crate) trait Provider: Sync {
    fn name(&self) -> &'static str;

    /// The adapter for a model on the server at `endpoint`, such as `http://127.0.0.1:4711`.
    async fn model(&self, endpoint: &str) -> Arc<dyn ChatModel>;

    /// How this provider says it; `None` if it has no words for it.
    fn response(&self, says: &Says) -> Option<Response>;
}

/// An HTTP response.
#[derive(Clone, Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.to_string().into_bytes(),
        }
    }

    pub(crate) fn text(status: u16, body: impl Into<String>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into().into_bytes(),
        }
    }

    #[must_use]
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
