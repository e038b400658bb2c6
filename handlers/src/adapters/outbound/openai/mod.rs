//! The chat-model port over any server that speaks OpenAI's chat completions: `POST {base}/chat/completions`.
//!
//! Requests are `async-openai`'s types, so what we write is what the protocol says. Its client is not used:
//! it retries by itself (retries belong to one policy, above the port), reads bodies of any size, writes
//! replies it cannot parse into the log, and drops `Retry-After`. Replies are read with types of ours that
//! ask only for what we use: servers that call themselves compatible leave out or invent the rest.

mod address;
mod api_key;
mod dialect;
mod failure;
mod reply;
mod request;

use std::time::Instant;

use super::transport;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest};

pub use super::transport::{CONNECT_TIMEOUT, http_client};
pub use address::BaseUrlError;
pub use api_key::ApiKey;
pub use dialect::{Credentials, Dialect, Place, StructuredOutput, TokenLimit};

use address::Address;

/// Where OpenAI itself is.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// One model on one server.
pub struct OpenAi {
    http: reqwest::Client,
    address: Address,
    api_key: ApiKey,
    model: String,
    name: String,
}

impl OpenAi {
    /// The model called `model` on the server at `base_url` (with its version, without `/chat/completions`). The
    /// server speaks OpenAI's dialect, unless the address ends with another's name: `http://gpu-1:8000/v1#vllm`.
    /// `http` comes from [`http_client`] and is shared by all models.
    ///
    /// # Errors
    /// [`BaseUrlError`] unless `base_url` is an absolute HTTP address, with what its dialect needs.
    pub fn new(
        http: reqwest::Client,
        base_url: &str,
        api_key: ApiKey,
        model: &str,
    ) -> Result<Self, BaseUrlError> {
        let address = Address::of(base_url, model)?;
        Ok(Self {
            http,
            name: format!("{}:{model}", address.dialect.name),
            address,
            api_key,
            model: model.to_owned(),
        })
    }
}

#[async_trait]
impl ChatModel for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let Address { url, dialect } = &self.address;
        let (name, key) = self.api_key.header(dialect.credentials, request.deadline).await?;
        let body = request::body(&self.model, *dialect, request);
        let post = self.http.post(url.clone()).header(name, key).json(&body);
        let asked = Instant::now();
        let received = transport::send(post, request.deadline).await?;
        if received.status.is_success() {
            reply::read(
                &received,
                request.json_schema.is_some(),
                &self.model,
                asked.elapsed(),
            )
        } else {
            let error = failure::classify(&received);
            if error == ChatError::Unauthorized {
                self.api_key.forget().await;
            }
            Err(error)
        }
    }
}
