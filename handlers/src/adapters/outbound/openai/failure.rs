//! An unsuccessful answer in, our error out.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ferrovia::language_model::ChatError;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;

use crate::adapters::outbound::transport::Received;

/// The longest code that is passed on; what is longer is no code.
const MAX_CODE_BYTES: usize = 64;

/// What the status, the headers and the beginning of the body say.
pub(super) fn classify(received: &Received) -> ChatError {
    let detail = Detail::of(&received.body);
    match received.status.as_u16() {
        // A 429 that no waiting mends.
        429 if detail.says("insufficient_quota") => ChatError::Unauthorized,
        429 => ChatError::RateLimited {
            retry_after: retry_after(&received.headers, Utc::now()),
        },
        401 | 403 => ChatError::Unauthorized,
        404 => ChatError::NotFound,
        408 | 500..=599 => ChatError::Overloaded,
        413 => ChatError::ContextTooLong,
        _ if detail.is_context_length() => ChatError::ContextTooLong,
        _ if detail.is_content_filter() => ChatError::ContentFiltered,
        _ => ChatError::InvalidRequest { code: detail.code },
    }
}

/// What an error's body says about itself. Gateways send plain text and HTML: then it says nothing.
#[derive(Default)]
struct Detail {
    code: Option<String>,
    kind: Option<String>,
    message: String,
}

impl Detail {
    fn of(body: &[u8]) -> Self {
        /// Older vLLMs say it without the envelope.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Body {
            Enveloped { error: Error },
            Bare(Error),
        }
        /// Some servers write numbers where OpenAI writes words.
        #[derive(Deserialize)]
        struct Error {
            #[serde(default)]
            code: Value,
            #[serde(default)]
            r#type: Value,
            #[serde(default)]
            message: Value,
        }
        let error = match serde_json::from_slice(body) {
            Ok(Body::Enveloped { error } | Body::Bare(error)) => error,
            Err(_) => return Self::default(),
        };
        Self {
            code: word(&error.code).or_else(|| word(&error.r#type)),
            kind: word(&error.r#type),
            message: error.message.as_str().unwrap_or_default().to_ascii_lowercase(),
        }
    }

    fn says(&self, code: &str) -> bool {
        [&self.code, &self.kind]
            .into_iter()
            .any(|said| said.as_deref() == Some(code))
    }

    /// vLLM and others tell it in the message only.
    fn is_context_length(&self) -> bool {
        self.says("context_length_exceeded") || self.message.contains("maximum context length")
    }

    fn is_content_filter(&self) -> bool {
        ["content_filter", "content_policy_violation"]
            .into_iter()
            .any(|code| self.says(code))
    }
}

/// A code, if it is one.
fn word(value: &Value) -> Option<String> {
    let is_word = |text: &str| {
        text.len() <= MAX_CODE_BYTES
            && text
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b))
    };
    let number = value.as_u64().map(|number| number.to_string());
    value
        .as_str()
        .filter(|text| is_word(text))
        .map(str::to_owned)
        .or(number)
}

/// How long the server asks us to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date.
fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |name: &str, unit: f64| {
        let seconds = text(name)?.parse::<f64>().ok()? * unit;
        Duration::try_from_secs_f64(seconds).ok()
    };
    let date = || {
        let at = DateTime::parse_from_rfc2822(text(RETRY_AFTER.as_str())?).ok()?;
        Some((at.to_utc() - now).to_std().unwrap_or_default())
    };
    number("retry-after-ms", 0.001)
        .or_else(|| number(RETRY_AFTER.as_str(), 1.0))
        .or_else(date)
}
