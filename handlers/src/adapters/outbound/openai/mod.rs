//! The chat-model port over any server that speaks OpenAI's chat completions: `POST {base}/chat/completions`.
//!
//! Requests are `async-openai`'s types, so what we write is what the protocol says. Its client is not used:
//! it retries by itself (retries belong to one policy, above the port), reads bodies of any size, writes
//! replies it cannot parse into the log, and drops `Retry-After`. Replies are read with types of ours that
//! ask only for what we use: servers that call themselves compatible leave out or invent the rest.

mod api_key;
mod dialect;
mod failure;
mod reply;
mod request;

use std::time::Instant;

use super::transport;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest};
use reqwest::Url;

pub use super::transport::{CONNECT_TIMEOUT, http_client};
pub use api_key::ApiKey;
pub use dialect::{Dialect, StructuredOutput, TokenLimit};

/// Where OpenAI itself is.
pub const OPENAI_BASE_URL: &str = "https://api.openai.com/v1";

/// One model on one server.
pub struct OpenAi {
    http: reqwest::Client,
    url: Url,
    api_key: ApiKey,
    model: String,
    name: String,
    dialect: Dialect,
}

/// The server's address is of no use.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{base_url}` is not the address of a chat-completions server: expected something like `{OPENAI_BASE_URL}`"
)]
pub struct BaseUrlError {
    base_url: String,
}

impl OpenAi {
    /// The model called `model` on the server at `base_url` (with its version, without `/chat/completions`).
    /// `http` comes from [`http_client`] and is shared by all models.
    ///
    /// # Errors
    /// [`BaseUrlError`] unless `base_url` is an absolute HTTP address.
    pub fn new(
        http: reqwest::Client,
        base_url: &str,
        api_key: ApiKey,
        model: &str,
        dialect: Dialect,
    ) -> Result<Self, BaseUrlError> {
        let url = endpoint(base_url).ok_or_else(|| BaseUrlError {
            base_url: base_url.to_owned(),
        })?;
        Ok(Self {
            http,
            url,
            api_key,
            model: model.to_owned(),
            name: format!("openai:{model}"),
            dialect,
        })
    }
}

fn endpoint(base_url: &str) -> Option<Url> {
    let mut url = Url::parse(base_url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))?;
    url.path_segments_mut()
        .ok()?
        .pop_if_empty()
        .extend(["chat", "completions"]);
    Some(url)
}

#[async_trait]
impl ChatModel for OpenAi {
    fn name(&self) -> &str {
        &self.name
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let key = self.api_key.authorization(request.deadline).await?;
        let body = request::body(&self.model, self.dialect, request);
        let post = self
            .http
            .post(self.url.clone())
            .header(reqwest::header::AUTHORIZATION, key)
            .json(&body);
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
