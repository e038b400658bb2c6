//! API Gateway's HTTP API events (payload format 2.0) in, HTTP requests out; and HTTP responses back.

use aws_lambda_events::apigw::{ApiGatewayV2httpRequest, ApiGatewayV2httpResponse};
use aws_lambda_events::encodings::Body;
use aws_smithy_types::base64;
use bytes::Bytes;
use ferrovia::Claims;
use ferrovia::model::Route;
use http::header::{HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

/// The stage whose name is not part of the path.
const DEFAULT_STAGE: &str = "$default";

/// What no path may hold as it is. API Gateway passes some of it on decoded; a `%` is left alone.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The same for a query, where a `?` may stand.
const QUERY: &AsciiSet = &PATH.remove(b'?');

/// The request that `event` carries to `route`, with the verified token's claims among its extensions. `None` for an
/// event that is no request through the API.
#[must_use]
pub fn request(mut event: Value, route: &Route) -> Option<http::Request<Bytes>> {
    // Taken out first, as they are: claims may be of any type, and the event's own type knows only strings.
    let claims = event
        .pointer_mut("/requestContext/authorizer/jwt/claims")
        .map(Value::take);
    let event: ApiGatewayV2httpRequest = serde_json::from_value(event).ok()?;
    let context = event.request_context;
    let raw_path = event.raw_path.as_deref()?;
    let path = match context.stage.as_deref() {
        Some(DEFAULT_STAGE) | None => raw_path,
        Some(stage) => without_stage(raw_path, stage, route),
    };
    let mut target = utf8_percent_encode(path, PATH).to_string();
    if let Some(query) = event.raw_query_string.filter(|query| !query.is_empty()) {
        target.push('?');
        target.extend(utf8_percent_encode(&query, QUERY));
    }
    let body = match event.body {
        Some(text) if event.is_base64_encoded => Bytes::from(base64::decode(text).ok()?),
        Some(text) => Bytes::from(text),
        None => Bytes::new(),
    };
    let mut request = http::Request::builder()
        .method(context.http.method)
        .uri(target)
        .body(body)
        .ok()?;
    *request.headers_mut() = event.headers;
    if let Some(Value::Object(claims)) = claims {
        request
            .extensions_mut()
            .insert(Claims(claims.into_iter().collect()));
    }
    Some(request)
}

/// `path` without `/stage` before it, which API Gateway puts there for every stage but the default one, unless the
/// route itself begins so (`/v1` in a stage `v1` behind a domain of its own).
fn without_stage<'a>(path: &'a str, stage: &str, route: &Route) -> &'a str {
    let stripped = |path: &'a str| path.strip_prefix('/')?.strip_prefix(stage);
    let begins_with_stage = |path: &str| {
        path.strip_prefix('/')
            .is_some_and(|path| path.split('/').next() == Some(stage))
    };
    match stripped(path) {
        Some("") => "/",
        Some(rest)
            if rest.starts_with('/') && (!begins_with_stage(&route.path) || begins_with_stage(rest)) =>
        {
            rest
        }
        Some(_) | None => path,
    }
}

/// `response` as API Gateway takes it. A body that is not UTF-8 travels in base64.
#[must_use]
pub fn response(response: http::Response<Bytes>) -> Value {
    let (parts, bytes) = response.into_parts();
    let (body, is_base64_encoded) = match std::str::from_utf8(&bytes) {
        Ok("") => (None, false),
        Ok(text) => (Some(Body::Text(text.to_owned())), false),
        Err(_) => (Some(Body::Text(base64::encode(&bytes))), true),
    };
    let mut answer = ApiGatewayV2httpResponse::default();
    answer.status_code = i64::from(parts.status.as_u16());
    answer.cookies = texts(&parts.headers, &SET_COOKIE);
    answer.headers = single(&parts.headers);
    answer.body = body;
    answer.is_base64_encoded = is_base64_encoded;
    serde_json::to_value(answer).unwrap_or_else(|_| json!({ "statusCode": 500 }))
}

/// Each header once, its values joined: this payload format has no repeated headers. Cookies, which cannot be joined,
/// travel apart.
fn single(headers: &HeaderMap) -> HeaderMap {
    headers
        .keys()
        .filter(|name| **name != SET_COOKIE)
        .filter_map(|name| {
            let value = HeaderValue::from_str(&texts(headers, name).join(", ")).ok()?;
            Some((name.clone(), value))
        })
        .collect()
}

fn texts(headers: &HeaderMap, name: &HeaderName) -> Vec<String> {
    headers
        .get_all(name)
        .iter()
        .filter_map(|value| value.to_str().ok().map(str::to_owned))
        .collect()
}
