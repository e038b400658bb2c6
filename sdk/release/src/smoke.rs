//! An API's address and a client of it in; whether it answers a message as documented, out.

use crate::{Failure, Progress, failure::causes};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_TYPE, LOCATION};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The API gives its caller up after 30 seconds.
const PATIENCE: Duration = Duration::from_secs(40);

/// Members that an accepted or answered message has, and what each begins with.
const MEMBERS: [(&str, &str); 4] = [
    ("id", "msg_"),
    ("object", "message"),
    ("conversation_id", "conv_"),
    ("status", ""),
];

/// What is tried.
#[derive(Debug)]
pub struct Smoke {
    /// The API's address, without a path.
    pub endpoint: String,
    /// Where tokens are issued.
    pub token_url: String,
    /// The client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: SecretString,
    /// The scope that is asked for; without one, every scope that the client has.
    pub scope: Option<String>,
    /// The customer in whose name it writes: always the same, so that tries leave one customer behind and no more.
    pub customer: String,
}

/// How it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Smoked {
    /// 201, or 202 if the answer is still being made.
    pub status: u16,
    /// The message's id.
    pub message: String,
    /// Milliseconds until the token was there.
    pub token_ms: u128,
    /// Milliseconds until the API had answered.
    pub answer_ms: u128,
}

/// Gets a token as a client of its own, posts one message, and looks at the answer.
///
/// # Errors
/// [`Failure::Unfulfilled`] says what is not as documented. It quotes no token and no secret.
pub async fn smoke(smoke: &Smoke, say: Progress<'_>) -> Result<Smoked, Failure> {
    ferrovia_aws::config::install_tls_provider();
    let client = reqwest::Client::builder()
        .timeout(PATIENCE)
        .redirect(reqwest::redirect::Policy::none())
        .user_agent(concat!("ferrovia-release/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(|error| Failure::Unfulfilled(causes(&error)))?;
    let begin = Instant::now();
    let token = token(&client, smoke).await?;
    let token_ms = begin.elapsed().as_millis();
    say(&format!("a token after {token_ms} ms"));
    let begin = Instant::now();
    let (status, message) = post(&client, smoke, &token).await?;
    let answer_ms = begin.elapsed().as_millis();
    say(&format!("{status} after {answer_ms} ms"));
    Ok(Smoked {
        status,
        message,
        token_ms,
        answer_ms,
    })
}

/// By the client's own credentials: RFC 6749, section 4.4.
async fn token(client: &reqwest::Client, smoke: &Smoke) -> Result<SecretString, Failure> {
    let wrong = |why: String| Failure::Unfulfilled(format!("no token from {}: {why}", smoke.token_url));
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let mut form = "grant_type=client_credentials".to_owned();
    if let Some(scope) = &smoke.scope {
        form = format!("{form}&scope={}", encoded(scope));
    }
    let response = client
        .post(&smoke.token_url)
        .basic_auth(&smoke.client_id, Some(smoke.client_secret.expose_secret()))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form)
        .send()
        .await
        .map_err(|error| wrong(causes(&error.without_url())))?;
    let status = response.status();
    let answer: Value = response.json().await.unwrap_or_default();
    match answer["access_token"].as_str() {
        Some(token) if status.is_success() => Ok(SecretString::from(token)),
        // RFC 6749, section 5.2: `invalid_client`.
        Some(_) | None => Err(wrong(format!(
            "HTTP {status}, error `{}`",
            answer["error"].as_str().unwrap_or("none told")
        ))),
    }
}

async fn post(
    client: &reqwest::Client,
    smoke: &Smoke,
    token: &SecretString,
) -> Result<(u16, String), Failure> {
    let url = format!("{}/v1/messages", smoke.endpoint.trim_end_matches('/'));
    let wrong = |why: String| Failure::Unfulfilled(format!("POST {url}: {why}"));
    let response = client
        .post(&url)
        .bearer_auth(token.expose_secret())
        .header("Idempotency-Key", format!("\"{}\"", Uuid::now_v7()))
        .json(&json!({ "customer_id": smoke.customer, "content": "Is anybody there?" }))
        .send()
        .await
        .map_err(|error| wrong(causes(&error.without_url())))?;
    let status = response.status();
    let header = |name| {
        let value = response.headers().get(name).and_then(|value| value.to_str().ok());
        value.unwrap_or_default().to_owned()
    };
    let (location, request) = (
        header(LOCATION),
        header("x-request-id".parse().unwrap_or(LOCATION)),
    );
    let answer: Value = response.json().await.unwrap_or_default();
    if ![201, 202].contains(&status.as_u16()) {
        // A problem's own words: RFC 9457.
        let title = answer["title"].as_str().unwrap_or("no problem told");
        return Err(wrong(format!("HTTP {status}, {title} (request {request})")));
    }
    for (member, begin) in MEMBERS {
        if !answer[member]
            .as_str()
            .is_some_and(|text| text.starts_with(begin))
        {
            let what = if begin.is_empty() {
                "a text".to_owned()
            } else {
                format!("`{begin}…`")
            };
            return Err(wrong(format!(
                "HTTP {status}, and `{member}` is not {what} (request {request})"
            )));
        }
    }
    let id = answer["id"].as_str().unwrap_or_default();
    if !location.ends_with(&format!("/v1/messages/{id}")) {
        return Err(wrong(format!("HTTP {status}, and its Location is `{location}`")));
    }
    Ok((status.as_u16(), id.to_owned()))
}
