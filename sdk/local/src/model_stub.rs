//! An OpenAI-compatible endpoint with a script behind it, and no model.
//!
//! It says what it is wherever a client may look: in the reply's model, in a header, and in what the script says.

use async_trait::async_trait;
use axum::extract::{Json, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, serve};
use serde::Deserialize;
use serde_json::{Value, json};
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use uuid::Uuid;

/// The model that every reply names.
pub const STUB_MODEL: &str = "ferrovia-stub";

/// The header that every answer has, with the value `true`.
pub const STUB_HEADER: &str = "x-ferrovia-stub";

/// What a client asks: the part of a chat completion that a script may go by.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Completion {
    /// The model that was asked for.
    pub model: String,
    /// The conversation.
    pub messages: Vec<Message>,
    /// Whether JSON is asked for, and by which schema.
    #[serde(default)]
    pub response_format: Option<Value>,
}

impl Completion {
    /// The schema that the reply is to satisfy, if there is one.
    #[must_use]
    pub fn schema(&self) -> Option<&Value> {
        self.response_format.as_ref()?.pointer("/json_schema/schema")
    }
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Message {
    /// `system`, `user` or `assistant`.
    pub role: String,
    /// What was said.
    pub content: String,
}

/// What stands where a model would.
#[async_trait]
pub trait Script: Send + Sync {
    /// The reply: the same for the same request.
    async fn reply(&self, completion: &Completion) -> String;
}

/// A stub that listens, and is not served yet.
pub struct ModelStub {
    listener: TcpListener,
    address: SocketAddr,
}

impl ModelStub {
    /// A stub on a port of the loopback interface.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn bind() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(Self { listener, address })
    }

    /// The address that OpenAI's clients call a base URL.
    #[must_use]
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// Answers until `end`.
    ///
    /// # Errors
    /// If the port is lost.
    pub async fn serve(
        self,
        script: Arc<dyn Script>,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> io::Result<()> {
        let router = Router::new()
            .route("/v1/chat/completions", post(complete))
            .route("/v1/models", get(models))
            .with_state(script);
        serve(self.listener, router).with_graceful_shutdown(end).await
    }
}

async fn complete(
    State(script): State<Arc<dyn Script>>,
    completion: Result<Json<Completion>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let Json(completion) = match completion {
        Ok(completion) => completion,
        Err(rejection) => {
            let error =
                json!({ "message": rejection.body_text(), "type": "invalid_request_error", "code": null });
            return stubbed((StatusCode::BAD_REQUEST, Json(json!({ "error": error }))).into_response());
        }
    };
    let text = script.reply(&completion).await;
    // Words, for want of a tokeniser.
    let words = |text: &str| text.split_whitespace().count();
    let asked: usize = completion
        .messages
        .iter()
        .map(|message| words(&message.content))
        .sum();
    let answered = words(&text);
    let body = json!({
        "id": format!("chatcmpl-stub-{}", Uuid::new_v4().simple()),
        "object": "chat.completion",
        "created": chrono::Utc::now().timestamp(),
        "model": STUB_MODEL,
        "choices": [{
            "index": 0,
            "message": { "role": "assistant", "content": text },
            "finish_reason": "stop",
        }],
        "usage": { "prompt_tokens": asked, "completion_tokens": answered, "total_tokens": asked + answered },
    });
    stubbed(Json(body).into_response())
}

async fn models() -> Response {
    let model = json!({ "id": STUB_MODEL, "object": "model", "created": 0, "owned_by": "ferrovia" });
    stubbed(Json(json!({ "object": "list", "data": [model] })).into_response())
}

fn stubbed(mut response: Response) -> Response {
    response
        .headers_mut()
        .insert(STUB_HEADER, HeaderValue::from_static("true"));
    response
}
