//! A handler's HTTP route as data.

use crate::Payload;
use serde::{Deserialize, Serialize};

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
    /// The path's parameters, an object; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_parameters: Option<Payload>,
    /// The query's parameters, an object; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<Payload>,
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

/// One successful response.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// What the status means here.
    pub description: String,
    /// The body; `null` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Payload>,
}

/// The problem (RFC 9457) that an error variant becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorResponse {
    /// The status code.
    pub status: u16,
    /// The last segment of the problem's `type`, stable for clients: `not-found`.
    pub slug: String,
    /// The problem's `title`, the same for every occurrence.
    pub title: String,
}
