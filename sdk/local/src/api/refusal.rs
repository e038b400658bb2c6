//! Why there is no answer of a handler's in; API Gateway's own answer out.

use crate::TokenError;
use crate::issuer::SCOPE_PREFIX;
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde_json::json;

/// Why API Gateway answers by itself. The client reads no more than API Gateway would say; the console says the rest.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    #[error("there is no such route")]
    NoRoute,
    #[error("no token: `local token` prints one")]
    NoToken,
    #[error("{0}: `local token` prints another")]
    BadToken(TokenError),
    #[error("the token has none of the scopes {}", .0.join(", "))]
    Scope(Vec<String>),
    #[error("request line and headers are too large")]
    LargeHead,
    #[error("the body is too large, or broke off")]
    LargeBody,
    #[error("the function failed with {0}")]
    Failed(String),
    #[error("the function took too long")]
    TimedOut,
}

impl Refusal {
    /// As API Gateway words it.
    pub(super) fn response(&self) -> Response<Bytes> {
        let (status, message) = match self {
            Self::NoRoute => (StatusCode::NOT_FOUND, "Not Found"),
            Self::NoToken | Self::BadToken(_) => (StatusCode::UNAUTHORIZED, "Unauthorized"),
            Self::Scope(_) => (StatusCode::FORBIDDEN, "Forbidden"),
            Self::LargeHead => (
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
                "Request Header Fields Too Large",
            ),
            Self::LargeBody => (StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large"),
            Self::Failed(_) => (StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error"),
            Self::TimedOut => (StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable"),
        };
        let mut response = Response::new(Bytes::from(json!({ "message": message }).to_string()));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        if let Some(challenge) = self.challenge()
            && let Ok(challenge) = HeaderValue::from_str(&challenge)
        {
            headers.insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }

    /// RFC 6750.
    fn challenge(&self) -> Option<String> {
        match self {
            Self::NoToken => Some("Bearer".to_owned()),
            Self::BadToken(error) => Some(format!(
                "Bearer error=\"invalid_token\" error_description=\"{error}\""
            )),
            Self::Scope(scopes) => {
                let scopes: Vec<String> = scopes
                    .iter()
                    .map(|scope| format!("{SCOPE_PREFIX}{scope}"))
                    .collect();
                let scopes = scopes.join(" ");
                Some(format!("Bearer error=\"insufficient_scope\" scope=\"{scopes}\""))
            }
            Self::NoRoute | Self::LargeHead | Self::LargeBody | Self::Failed(_) | Self::TimedOut => None,
        }
    }
}
