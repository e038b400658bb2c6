//! A chat request in, one reply or one precise error out: the port that every language model implements.
//!
//! An adapter makes **one attempt** and tells exactly what happened. Retrying, falling over to another model
//! and breaking the circuit are policies over [`ChatError`]; they live above this port, in one place, or
//! attempts would multiply.
//!
//! ```
//! use std::time::{Duration, Instant};
//! use ferrovia::language_model::{ChatMessage, ChatRequest};
//!
//! let mut request = ChatRequest::new(Instant::now() + Duration::from_secs(20));
//! request.messages.push(ChatMessage::system("You answer customers."));
//! request.messages.push(ChatMessage::user("Where is my order?"));
//! request.temperature = Some(0.2);
//! ```

use std::time::{Duration, Instant};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The most bytes of a model's answer that an adapter reads, whatever the server sends: 1 MiB.
pub const MAX_REPLY_BYTES: usize = 1024 * 1024;

/// The most bytes of an error's body that an adapter reads: 64 KiB.
pub const MAX_ERROR_BYTES: usize = 64 * 1024;

/// A language model that continues a conversation.
#[async_trait]
pub trait ChatModel: Send + Sync {
    /// The provider and its name for the model, such as `openai:gpt-4o-mini`: for logs, runs and breakers.
    fn name(&self) -> &str;

    /// Makes one attempt. Never runs past `request.deadline`, and never holds more than [`MAX_REPLY_BYTES`].
    ///
    /// # Errors
    /// One [`ChatError`]; none of them carries text that the customer, the model or the provider wrote.
    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError>;
}

/// What is asked of a model, in terms that every provider understands.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatRequest {
    /// The conversation, oldest first. System messages may stand anywhere; adapters move them where they
    /// belong.
    pub messages: Vec<ChatMessage>,
    /// The most tokens the reply may have; the model's own limit when absent.
    pub max_output_tokens: Option<u32>,
    /// 0 is the most predictable; the model's own default when absent.
    pub temperature: Option<f32>,
    /// Texts that end the reply when the model writes one of them.
    pub stop: Vec<String>,
    /// Asks for the same reply to the same request, where the provider can.
    pub seed: Option<i64>,
    /// The shape that the reply's text must have, as JSON.
    pub json_schema: Option<JsonSchema>,
    /// When the whole attempt must be over: connecting, waiting and reading together.
    pub deadline: Instant,
}

impl ChatRequest {
    /// An empty request that must be answered by `deadline`.
    #[must_use]
    pub const fn new(deadline: Instant) -> Self {
        Self {
            messages: Vec::new(),
            max_output_tokens: None,
            temperature: None,
            stop: Vec::new(),
            seed: None,
            json_schema: None,
            deadline,
        }
    }
}

/// One message of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChatMessage {
    /// Who says it.
    pub role: ChatRole,
    /// What is said.
    pub content: String,
}

impl ChatMessage {
    /// What the platform tells the model to be and do.
    pub fn system(content: impl Into<String>) -> Self {
        Self {
            role: ChatRole::System,
            content: content.into(),
        }
    }

    /// What the model is to answer.
    pub fn user(content: impl Into<String>) -> Self {
        Self {
            role: ChatRole::User,
            content: content.into(),
        }
    }

    /// What the model answered before.
    pub fn assistant(content: impl Into<String>) -> Self {
        Self {
            role: ChatRole::Assistant,
            content: content.into(),
        }
    }
}

/// Who says a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChatRole {
    /// The platform.
    System,
    /// The customer, or whoever stands for one.
    User,
    /// The model.
    Assistant,
}

/// The JSON Schema that a structured reply must satisfy.
#[derive(Clone, Debug, PartialEq)]
pub struct JsonSchema {
    /// Letters, digits, `_` and `-`, at most 64 of them; providers show it to the model.
    pub name: String,
    /// The schema. Every object closed and every property required: what all providers accept.
    pub schema: Value,
}

/// What a model said, and what it cost.
#[derive(Clone, Debug, PartialEq)]
pub struct ChatReply {
    /// Never empty. With a [`JsonSchema`] asked for, the JSON document.
    pub text: String,
    /// Why the model stopped.
    pub finish: Finish,
    /// Tokens as the provider counted them; `None` from the servers that do not say.
    pub usage: Option<TokenUsage>,
    /// The model that answered, in the provider's words; it may be a dated version of the one asked.
    pub model: String,
    /// The provider's name for this request, to give to its support.
    pub provider_request_id: Option<String>,
    /// From sending the request to the last byte of the reply.
    pub latency: Duration,
    /// How many models were tried in vain or passed over before this one. An adapter says 0; a chain of models
    /// counts.
    pub fallbacks: u32,
}

/// Why a model stopped. A reply that was filtered, or that holds nothing, is a [`ChatError`] instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finish {
    /// It had said all, or wrote one of the stop texts.
    Stop,
    /// It reached `max_output_tokens`: the text is whole up to there, and ends anywhere.
    Length,
}

/// Tokens that one attempt took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenUsage {
    /// Read by the model.
    pub input_tokens: u32,
    /// Written by the model.
    pub output_tokens: u32,
    /// The part of `input_tokens` that the provider had cached, and charges less for.
    pub cached_tokens: u32,
}

/// Why an attempt gave no reply. The variants are what policies must tell apart, and nothing more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChatError {
    /// The provider asks us to slow down (429).
    #[error("the model's provider limits our rate")]
    RateLimited {
        /// How long it asks us to wait, if it says.
        retry_after: Option<Duration>,
    },
    /// The provider cannot serve at the moment (500, 502, 503, 504, 529, a model still loading).
    #[error("the model's provider is overloaded or failing")]
    Overloaded,
    /// The deadline, or the time to connect, ran out.
    #[error("the model did not answer in time ({phase})")]
    Timeout {
        /// What we were waiting for.
        phase: TimeoutPhase,
    },
    /// The connection could not be made, or broke before the reply was whole.
    #[error("the connection to the model's provider failed")]
    Transport,
    /// Our credentials are refused, or their quota is spent (401, 403, `insufficient_quota`): a person must
    /// act.
    #[error("the model's provider refuses our credentials or our quota is spent")]
    Unauthorized,
    /// The provider does not know the model (404).
    #[error("the model's provider does not know the model")]
    NotFound,
    /// The provider calls our request wrong (400): a defect of ours.
    #[error("the model's provider calls the request invalid (code: {})", code.as_deref().unwrap_or("none"))]
    InvalidRequest {
        /// The provider's short code for the mistake. Not its prose, which may quote the customer.
        code: Option<String>,
    },
    /// The messages are longer than the model can read.
    #[error("the conversation is too long for the model")]
    ContextTooLong,
    /// The model or the provider's filter declined to answer. Asking another model would be shopping for a
    /// laxer one.
    #[error("the model or its provider's filter declined to answer")]
    ContentFiltered,
    /// The reply is not what the protocol says: broken JSON, members missing, or not the JSON that was asked
    /// for.
    #[error("the model's reply is malformed")]
    Malformed,
    /// The reply holds no text.
    #[error("the model's reply is empty")]
    Empty,
    /// The token limit struck before the reply was of use: nothing was written, or a structured reply was cut
    /// off. (Plain text that was cut off is a reply with [`Finish::Length`].)
    #[error("the model's reply was cut off before it was of use")]
    Truncated,
    /// The reply is larger than [`MAX_REPLY_BYTES`]; the rest was not read.
    #[error("the model's reply is larger than {MAX_REPLY_BYTES} bytes")]
    TooLarge,
}

impl ChatError {
    /// A short name that stays the same, for metrics and traces (`error.type` in OpenTelemetry).
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded => "overloaded",
            Self::Timeout {
                phase: TimeoutPhase::Connect,
            } => "timeout_connect",
            Self::Timeout {
                phase: TimeoutPhase::FirstByte,
            } => "timeout_first_byte",
            Self::Timeout {
                phase: TimeoutPhase::Total,
            } => "timeout_total",
            Self::Transport => "transport",
            Self::Unauthorized => "unauthorized",
            Self::NotFound => "not_found",
            Self::InvalidRequest { .. } => "invalid_request",
            Self::ContextTooLong => "context_too_long",
            Self::ContentFiltered => "content_filtered",
            Self::Malformed => "malformed",
            Self::Empty => "empty",
            Self::Truncated => "truncated",
            Self::TooLarge => "too_large",
        }
    }
}

/// What an attempt was waiting for when its time ran out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeoutPhase {
    /// The connection.
    Connect,
    /// The status line and headers of the answer.
    FirstByte,
    /// The rest of the body: bytes came, but not all of them in time.
    Total,
}

impl std::fmt::Display for TimeoutPhase {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Connect => "connecting",
            Self::FirstByte => "waiting for the first byte",
            Self::Total => "reading the reply",
        })
    }
}
