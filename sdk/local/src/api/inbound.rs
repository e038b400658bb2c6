//! A request as it was sent in; the request that a function is given, or why it is refused, out.

use super::refusal::Refusal;
use axum::extract::Request;
use bytes::Bytes;
use ferrovia::Claims;
use http::header::{COOKIE, HeaderMap, HeaderName, HeaderValue};

/// The most that API Gateway reads, in bytes.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The most that a function may be invoked with, in bytes. What is larger is read nonetheless: a client that is still
/// sending would not see the answer.
const MAX_INVOCATION: usize = 6 * 1024 * 1024;

/// Request line and headers together, in bytes.
const MAX_HEAD: usize = 10_240;

/// Reads the body, and makes of the headers what arrives behind API Gateway's payload format 2.0.
pub(super) async fn request(
    request: Request,
    claims: Option<Claims>,
) -> Result<http::Request<Bytes>, Refusal> {
    let (parts, body) = request.into_parts();
    let head: usize = parts
        .headers
        .iter()
        .map(|(name, value)| name.as_str().len() + value.len())
        .sum();
    let target = parts
        .uri
        .path_and_query()
        .map_or(0, |target| target.as_str().len());
    if head + target > MAX_HEAD {
        return Err(Refusal::LargeHead);
    }
    let body = axum::body::to_bytes(body, MAX_BODY)
        .await
        .ok()
        .filter(|body| body.len() <= MAX_INVOCATION)
        .ok_or(Refusal::LargeBody)?;
    let mut inbound = http::Request::new(body);
    *inbound.method_mut() = parts.method;
    *inbound.uri_mut() = parts.uri;
    *inbound.headers_mut() = joined(&parts.headers);
    if let Some(claims) = claims {
        inbound.extensions_mut().insert(claims);
    }
    Ok(inbound)
}

/// Each header once, its values joined. Cookies travel apart in that format, and handlers are not given them.
fn joined(headers: &HeaderMap) -> HeaderMap {
    let join = |name: &HeaderName| {
        let values: Vec<&[u8]> = headers.get_all(name).iter().map(HeaderValue::as_bytes).collect();
        HeaderValue::from_bytes(&values.join(b",".as_slice())).ok()
    };
    headers
        .keys()
        .filter(|name| **name != COOKIE)
        .filter_map(|name| Some((name.clone(), join(name)?)))
        .collect()
}
