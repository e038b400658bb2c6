//! A handler's HTTP route as data.

use crate::Payload;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How the API reaches a handler.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path with its parameters, `/v1/messages/{id}`.
    pub path: String,
    /// OAuth scopes, of which the caller's token needs one; empty is a public route without a token.
    pub scopes: Vec<String>,
    /// An older path that still leads here, and until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<Deprecation>,
    /// Until when it works, and what comes after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated: Option<Retirement>,
    /// The path's parameters, an object; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_parameters: Option<Payload>,
    /// The query's parameters, an object; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Payload>,
    /// The headers that it reads, an object with a field for each ([`header_name`]); `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Payload>,
    /// The body; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Payload>,
    /// What success looks like.
    pub responses: Vec<Response>,
}

impl Route {
    /// API Gateway's route key, `POST /v1/messages`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Every key that leads here: its own, and the alias's.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let alias = self
            .alias
            .iter()
            .map(|alias| format!("{} {}", self.method, alias.path));
        [self.key()].into_iter().chain(alias).collect()
    }
}

/// A deprecated alias of a route (RFC 9745 `Deprecation`, RFC 8594 `Sunset`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deprecation {
    /// The older path; its method is the route's.
    pub path: String,
    /// Deprecated since this day, `YYYY-MM-DD`.
    pub since: String,
    /// Gone after this day, `YYYY-MM-DD`.
    pub sunset: String,
}

/// The end of a route, announced (RFC 9745 `Deprecation`, RFC 8594 `Sunset`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retirement {
    /// Deprecated since this day, `YYYY-MM-DD`.
    pub since: String,
    /// Gone after this day, `YYYY-MM-DD`.
    pub sunset: String,
    /// The function whose route comes after it.
    pub successor: String,
}

/// One successful response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// What the status means here.
    pub description: String,
    /// Its own headers, objects with a field for each ([`header_name`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<Payload>,
    /// The body; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Payload>,
}

/// The header that a field stands for: `idempotency_key` is `Idempotency-Key`.
#[must_use]
pub fn header_name(field: &str) -> String {
    let words = field
        .split(['_', '-'])
        .map(|word| match word.to_ascii_lowercase().as_str() {
            "etag" => "ETag".to_owned(),
            "ratelimit" => "RateLimit".to_owned(),
            "www" => "WWW".to_owned(),
            "traceparent" | "tracestate" => word.to_ascii_lowercase(),
            lower => lower
                .chars()
                .take(1)
                .map(|first| first.to_ascii_uppercase())
                .chain(lower.chars().skip(1))
                .collect(),
        });
    words.collect::<Vec<_>>().join("-")
}

/// The problem (RFC 9457) that an error variant becomes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// The status code.
    pub status: u16,
    /// The last segment of the problem's `type`, stable for clients: `not-found`.
    pub slug: String,
    /// The problem's `title`, the same for every occurrence.
    pub title: String,
    /// When the client may try again, in seconds: the header `Retry-After`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after_seconds: Option<u32>,
    /// The problem's whole `type`, where it is not one of this API's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
    /// The part of the request that is wrong, as a JSON pointer (RFC 6901) that begins with `/path`, `/query`, `/headers` or
    /// `/body`: told among the problem's `errors`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
    /// Whether each occurrence says when the client may try again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retry_after_varies: bool,
    /// What each occurrence says besides: extension members by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub members: BTreeMap<String, Payload>,
    /// Its own headers, an object with a field for each ([`header_name`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headers: Option<Payload>,
}

impl ErrorResponse {
    /// The problem's `type`.
    #[must_use]
    pub fn type_uri(&self) -> String {
        self.uri
            .clone()
            .unwrap_or_else(|| format!("{PROBLEM_TYPE}{}", self.slug))
    }

    /// Whether the answer says when to try again.
    #[must_use]
    pub const fn has_retry_after(&self) -> bool {
        self.retry_after_varies || self.retry_after_seconds.is_some()
    }
}

/// What the `type` of every problem begins with; the slug follows.
pub const PROBLEM_TYPE: &str = "https://ferrovia.example/problems/";

/// A problem that the SDK answers by itself: before a handler runs, or for an error that declares none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardProblem {
    /// The status code.
    pub status: u16,
    /// The last segment of the problem's `type`.
    pub slug: &'static str,
    /// The problem's `title`.
    pub title: &'static str,
}

macro_rules! standard_problems {
    ($($(#[$doc:meta])* $name:ident = $status:literal $slug:literal $title:literal;)*) => {
        impl StandardProblem {
            $($(#[$doc])*
            pub const $name: Self = Self { status: $status, slug: $slug, title: $title };)*
        }
    };
}

standard_problems! {
    /// A part of the request is not what its type says.
    VALIDATION = 400 "validation" "The request is not valid";
    /// The body cannot be parsed.
    MALFORMED_JSON = 400 "malformed-json" "The body is not JSON";
    /// No verified token names a caller.
    UNAUTHENTICATED = 401 "unauthenticated" "The request is not authenticated";
    /// The token has none of the route's scopes.
    INSUFFICIENT_SCOPE = 403 "insufficient-scope" "The token's scopes do not suffice";
    /// The path is none of the handler's route.
    NO_SUCH_ROUTE = 404 "not-found" "There is no such resource";
    /// The path is the handler's, the method is not.
    METHOD_NOT_ALLOWED = 405 "method-not-allowed" "The resource does not take this method";
    /// The client would not take JSON.
    NOT_ACCEPTABLE = 406 "not-acceptable" "The answer is JSON";
    /// The body is larger than the API takes.
    CONTENT_TOO_LARGE = 413 "content-too-large" "The body is too large";
    /// The body says that it is something else than JSON.
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type" "The body is not JSON";
    /// Whether the token is good cannot be told: its issuer's keys cannot be had.
    UNVERIFIABLE = 503 "dependency-unavailable" "A part of the service is unavailable";
    /// The handler failed with an error that declares no problem; the log says why.
    INTERNAL = 500 "internal" "The service failed";
}
