//! Routes: typed requests, typed answers, and problems (RFC 9457).

mod accept;
mod answer;
mod bearer;
mod body;
mod deprecation;
mod entity_tag;
mod headers;
mod json;
mod parameters;
mod problem;
mod text;

pub use answer::{Accepted, Answer, Created, Either, Json, NoContent, WithHeaders};
pub(crate) use bearer::verify;
pub use entity_tag::{ETag, ETagError, IfMatch, PreconditionFailed};
pub use headers::Headers;

use crate::Shape;
use crate::handler::{Failure, Input, Invocation, Reply, Signature, payload};
use bytes::Bytes;
use ferrovia_model::{Payload, Shapes, StandardProblem, Type};
use http::{HeaderName, HeaderValue, StatusCode, header};
use problem::Problem;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The claims of a verified token, as the authorizer passes them on. The adapter puts them into the request's
/// extensions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Claims(pub BTreeMap<String, Value>);

/// Who calls, from the verified token alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caller {
    /// `sub`.
    pub subject: String,
    /// The tenant, from the claim `tenant` or `custom:tenant`.
    pub tenant: String,
    /// The scopes, from the claim `scope`, without the resource server before the slash.
    pub scopes: Vec<String>,
}

/// Why a token's claims name no caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token names no subject or no tenant")]
pub struct UnauthenticatedCaller;

impl TryFrom<&Claims> for Caller {
    type Error = UnauthenticatedCaller;

    fn try_from(Claims(claims): &Claims) -> Result<Self, Self::Error> {
        let text = |name: &str| {
            claims
                .get(name)
                .and_then(Value::as_str)
                .filter(|text| !text.is_empty())
        };
        Ok(Self {
            subject: text("sub").ok_or(UnauthenticatedCaller)?.to_owned(),
            tenant: text("tenant")
                .or_else(|| text("custom:tenant"))
                .ok_or(UnauthenticatedCaller)?
                .to_owned(),
            scopes: text("scope")
                .unwrap_or_default()
                .split_whitespace()
                // Cognito writes `api/messages:write`: the resource server, which the authorizer has checked.
                .map(|scope| {
                    scope
                        .rsplit_once('/')
                        .map_or(scope, |(_, scope)| scope)
                        .to_owned()
                })
                .collect(),
        })
    }
}

/// A set of path or query parameters: an object whose values are strings on the wire.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from a path or a query",
    note = "put `#[ferrovia::data]` on a struct whose fields are the parameters; none is `()`"
)]
pub trait Parameters: Shape {}

impl<T: Shape> Parameters for T {}

/// A typed request: the input of a handler with a route. `()` stands for a part that the route does not have.
#[derive(Debug)]
pub struct Request<Body = (), Path = (), Query = (), Headers = ()> {
    /// The body, validated against its type.
    pub body: Body,
    /// The path's parameters.
    pub path: Path,
    /// The query's parameters.
    pub query: Query,
    /// The headers that the handler reads: a field `idempotency_key` is `Idempotency-Key`.
    pub headers: Headers,
    /// Who calls; `None` on a public route.
    pub caller: Option<Caller>,
    /// The request's id, `req_…`: in every answer, problem and log line.
    pub id: String,
    /// Whether it came by the route's deprecated alias.
    pub by_alias: bool,
}

/// The typed parts of a request, as data.
#[derive(Debug, Default)]
pub struct Parts {
    /// The path's parameters.
    pub path: Option<Payload>,
    /// The query's parameters.
    pub query: Option<Payload>,
    /// The headers.
    pub headers: Option<Payload>,
    /// The body.
    pub body: Option<Payload>,
}

impl<B: Shape, P: Parameters, Q: Parameters, H: Headers> Input for Request<B, P, Q, H> {
    const BY_ROUTE: bool = true;

    fn payload(shapes: &mut Shapes) -> Payload {
        let parts = Self::parts(shapes);
        // By name: whether a map keeps the order of its making is up to a feature that any crate can turn on.
        let schemas = [
            ("body", parts.body),
            ("headers", parts.headers),
            ("path", parts.path),
            ("query", parts.query),
        ];
        let properties: Map<_, _> = schemas
            .into_iter()
            .filter_map(|(name, part)| Some((name.to_owned(), part?.schema)))
            .collect();
        let required: Vec<_> = properties.keys().cloned().collect();
        Payload {
            ty: Type::Json,
            schema: json!({
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "title": "Request",
                "type": "object",
                "properties": properties,
                "required": required,
            }),
        }
    }

    fn parts(shapes: &mut Shapes) -> Parts {
        Parts {
            path: part::<P>(shapes),
            query: part::<Q>(shapes),
            headers: part::<H>(shapes),
            body: part::<B>(shapes),
        }
    }

    fn decode(invocation: Invocation, signature: &Signature) -> Result<Self, Box<Result<Reply, Failure>>> {
        let Invocation::Http(request) = invocation else {
            return Err(Box::new(Err(Failure {
                name: "InvalidInput".to_owned(),
                message: "this function is reached by its HTTP route only".to_owned(),
                data: Value::Null,
            })));
        };
        let id = request_id(&request);
        read(*request, signature, id.clone())
            .map_err(|problem| Box::new(Ok(Reply::Http(problem.response(&id)))))
    }
}

fn part<T: Shape>(shapes: &mut Shapes) -> Option<Payload> {
    let payload = payload::<T>(shapes);
    (payload.ty != Type::Unit).then_some(payload)
}

/// Where the request's id travels.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The request's id: see [`identify`].
pub(crate) fn request_id(request: &http::Request<Bytes>) -> String {
    request
        .headers()
        .get(REQUEST_ID)
        .and_then(|id| id.to_str().ok())
        .unwrap_or_default()
        .to_owned()
}

/// Keeps the id that the client sent if it is harmless (1 to 64 of letters, digits, `-`, `_`), and makes one
/// otherwise.
pub(crate) fn identify(request: &mut http::Request<Bytes>) -> HeaderValue {
    let harmless = |id: &&HeaderValue| {
        (1..=64).contains(&id.len())
            && id
                .as_bytes()
                .iter()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(byte))
    };
    let sent = request.headers().get(REQUEST_ID).filter(harmless).cloned();
    let id = sent
        .or_else(|| HeaderValue::from_str(&format!("req_{}", uuid::Uuid::now_v7())).ok())
        .unwrap_or(HeaderValue::from_static("unknown"));
    request.headers_mut().insert(REQUEST_ID, id.clone());
    id
}

/// Adds what every answer of a route has: the request's id, and that its way will be gone, if so. `successor` is the path
/// of the route that comes after this one.
pub(crate) fn finish(
    mut response: http::Response<Bytes>,
    id: HeaderValue,
    path: &str,
    route: Option<&ferrovia_model::Route>,
    successor: Option<&str>,
) -> http::Response<Bytes> {
    response.headers_mut().insert(REQUEST_ID, id);
    match route {
        Some(route) => deprecation::mark(response, path, route, successor),
        None => response,
    }
}

fn read<B: Shape, P: Parameters, Q: Parameters, H: Headers>(
    request: http::Request<Bytes>,
    signature: &Signature,
    id: String,
) -> Result<Request<B, P, Q, H>, Box<Problem>> {
    let (parts, bytes) = request.into_parts();
    let route = signature.route.as_ref();
    let path = parts.uri.path();
    let alias = route.and_then(|route| deprecation::taken(route, path));
    let by_alias = alias.is_some();
    let values = match route {
        Some(route) => placed(route, alias.map_or(&route.path, |alias| &alias.path), &parts)?,
        None => parameters::Path::default(),
    };
    let scopes = route.map(|route| route.scopes.as_slice()).unwrap_or_default();
    let caller = parts.extensions.get::<Claims>().map(Caller::try_from).transpose();
    let caller = match (caller, scopes) {
        (Ok(caller), []) => caller,
        (Ok(Some(caller)), needed) if needed.iter().any(|scope| caller.scopes.contains(scope)) => {
            Some(caller)
        }
        (Ok(Some(_)), needed) => {
            let detail = format!("the token needs one of the scopes {}", needed.join(", "));
            return Err(Problem::standard(StandardProblem::INSUFFICIENT_SCOPE).detail(detail));
        }
        (Ok(None) | Err(UnauthenticatedCaller), _) => {
            return Err(Problem::standard(StandardProblem::UNAUTHENTICATED));
        }
    };
    accept::check(&parts.headers)?;
    Ok(Request {
        path: text::read(&values)?,
        query: text::read(&parameters::query(parts.uri.query().unwrap_or_default()))?,
        headers: headers::decode(&parts.headers)?,
        body: body::read(&parts.headers, &bytes)?,
        caller,
        id,
        by_alias,
    })
}

/// The path's parameters, if the route is what the request asks for.
fn placed<'a>(
    route: &'a ferrovia_model::Route,
    template: &'a str,
    request: &'a http::request::Parts,
) -> Result<parameters::Path<'a>, Box<Problem>> {
    let Some(values) = parameters::captured(template, request.uri.path()) else {
        return Err(Problem::standard(StandardProblem::NO_SUCH_ROUTE));
    };
    if request.method.as_str() == route.method {
        Ok(values)
    } else {
        Err(Problem::standard(StandardProblem::METHOD_NOT_ALLOWED).allow(&route.method))
    }
}

fn respond(status: StatusCode, kind: &'static str, body: Vec<u8>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// Answers with a header; a value that no header can hold is left out.
fn with_header(mut response: http::Response<Bytes>, name: HeaderName, value: &str) -> http::Response<Bytes> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
