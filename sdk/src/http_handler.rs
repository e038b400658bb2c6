//! Routes: typed requests, typed answers, and problems (RFC 9457).

use crate::Shape;
use crate::handler::{Failure, Input, Invocation, Output, Reply, Signature, encode, payload, schema};
use bytes::Bytes;
use ferrovia_model::{ErrorResponse, Payload, Response, Shapes, Type};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where problems are documented; the slug follows.
const PROBLEM_TYPE: &str = "https://ferrovia.example/problems/";

/// The largest body the API takes, in bytes.
const MAX_BODY: usize = 32 * 1024;

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
                .map(|scope| scope.rsplit_once('/').map_or(scope, |(_, scope)| scope).to_owned())
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
pub struct Request<Body = (), Path = (), Query = ()> {
    /// The body, validated against its type.
    pub body: Body,
    /// The path's parameters.
    pub path: Path,
    /// The query's parameters.
    pub query: Query,
    /// Who calls; `None` on a public route.
    pub caller: Option<Caller>,
    /// The request's headers.
    pub headers: HeaderMap,
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
    /// The body.
    pub body: Option<Payload>,
}

impl<B: Shape, P: Parameters, Q: Parameters> Input for Request<B, P, Q> {
    const BY_ROUTE: bool = true;

    fn payload(shapes: &mut Shapes) -> Payload {
        let parts = Self::parts(shapes);
        let schemas = [("path", parts.path), ("query", parts.query), ("body", parts.body)];
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
            body: part::<B>(shapes),
        }
    }

    fn decode(invocation: Invocation, signature: &Signature) -> Result<Self, Result<Reply, Failure>> {
        let Invocation::Http(request) = invocation else {
            return Err(Err(Failure {
                name: "InvalidInput".to_owned(),
                message: "this function is reached by its HTTP route only".to_owned(),
                data: Value::Null,
            }));
        };
        let id = request_id(&request);
        read(*request, signature, id.clone()).map_err(|problem| Ok(Reply::Http(problem.response(&id))))
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

/// Adds what every answer of a route has: the request's id, and deprecation where it came by the alias.
pub(crate) fn finish(
    mut response: http::Response<Bytes>,
    id: HeaderValue,
    path: &str,
    route: Option<&ferrovia_model::Route>,
) -> http::Response<Bytes> {
    response.headers_mut().insert(REQUEST_ID, id);
    match route {
        Some(route) => mark_deprecated(response, path, route),
        None => response,
    }
}

fn read<B: Shape, P: Parameters, Q: Parameters>(
    request: http::Request<Bytes>,
    signature: &Signature,
    id: String,
) -> Result<Request<B, P, Q>, Problem> {
    let (parts, bytes) = request.into_parts();
    let route = signature.route.as_ref();
    let scopes = route.map(|route| route.scopes.as_slice()).unwrap_or_default();
    let caller = parts.extensions.get::<Claims>().map(Caller::try_from).transpose();
    let caller = match (caller, scopes) {
        (Ok(caller), []) => caller,
        (Ok(Some(caller)), needed) if needed.iter().any(|scope| caller.scopes.contains(scope)) => {
            Some(caller)
        }
        (Ok(Some(_)), needed) => {
            let detail = format!("the token needs one of the scopes {}", needed.join(", "));
            return Err(Problem::new(
                StatusCode::FORBIDDEN,
                "insufficient-scope",
                "The token's scopes do not suffice",
            )
            .detail(detail));
        }
        (Ok(None) | Err(UnauthenticatedCaller), _) => {
            return Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                "The request is not authenticated",
            ));
        }
    };
    let path = parts.uri.path();
    let by_alias = route
        .and_then(|route| route.alias.as_ref())
        .is_some_and(|alias| alias.path == path);
    let template = route.map_or("", |route| route.path.as_str());
    Ok(Request {
        body: body(&parts.headers, &bytes)?,
        path: parameters(path_values(template, path), "path")?,
        query: parameters(query_values(parts.uri.query().unwrap_or_default()), "query")?,
        caller,
        headers: parts.headers,
        id,
        by_alias,
    })
}

fn body<B: Shape>(headers: &HeaderMap, bytes: &Bytes) -> Result<B, Problem> {
    if B::shape(&mut Shapes::default()) == Type::Unit {
        return from_value(Value::Null, "body");
    }
    if bytes.len() > MAX_BODY {
        let detail = format!("at most {MAX_BODY} bytes");
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "content-too-large",
            "The body is too large",
        )
        .detail(detail));
    }
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok())
        .unwrap_or("application/json");
    if !kind
        .split(';')
        .next()
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
    {
        let detail = format!("`{kind}` is not `application/json`");
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported-media-type",
            "The body is not JSON",
        )
        .detail(detail));
    }
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        Problem::new(StatusCode::BAD_REQUEST, "malformed-json", "The body is not JSON")
            .detail(error.to_string())
    })?;
    from_value(value, "body")
}

/// The values of `{name}` segments.
fn path_values(template: &str, path: &str) -> Value {
    let pairs = template
        .split('/')
        .zip(path.split('/'))
        .filter_map(|(name, value)| {
            let name = name.strip_prefix('{')?.strip_suffix('}')?;
            Some((name.to_owned(), Value::String(percent_decoded(value))))
        });
    Value::Object(pairs.collect())
}

fn query_values(query: &str) -> Value {
    let pairs = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (
            percent_decoded(&name.replace('+', " ")),
            Value::String(percent_decoded(&value.replace('+', " "))),
        )
    });
    Value::Object(pairs.collect())
}

/// RFC 3986 percent-decoding; what is no valid escape or no UTF-8 stays as it was sent.
fn percent_decoded(text: &str) -> String {
    percent_encoding::percent_decode_str(text)
        .decode_utf8()
        .map_or_else(|_| text.to_owned(), Into::into)
}

/// Parameters arrive as strings; a field of another type is read from its JSON spelling.
fn parameters<T: Shape>(values: Value, place: &str) -> Result<T, Problem> {
    let mut shapes = Shapes::default();
    let ty = T::shape(&mut shapes);
    if ty == Type::Unit {
        return from_value(Value::Null, place);
    }
    let mut values = values;
    if let (Type::Named(name), Value::Object(values)) = (&ty, &mut values)
        && let Some(ferrovia_model::TypeDef::Struct(fields)) = shapes.get(name)
    {
        for field in fields {
            if let Some(value) = values.get_mut(&field.json) {
                retype(value, shapes.resolve(&field.ty), &shapes);
            }
        }
    }
    from_value(values, place)
}

fn retype(value: &mut Value, ty: &Type, shapes: &Shapes) {
    let Value::String(text) = value else { return };
    match ty {
        Type::Integer | Type::WideInteger | Type::Float | Type::Bool => {
            if let Ok(parsed) = serde_json::from_str(text) {
                *value = parsed;
            }
        }
        Type::Option(inner) => retype(value, shapes.resolve(inner), shapes),
        Type::Unit
        | Type::String
        | Type::Json
        | Type::List(_)
        | Type::Map(_)
        | Type::Tuple(_)
        | Type::Named(_) => {}
    }
}

fn from_value<T: DeserializeOwned>(value: Value, place: &str) -> Result<T, Problem> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer = error.path().to_string().replace('.', "/");
        let pointer = if pointer == "/" {
            format!("/{place}")
        } else {
            format!("/{place}/{pointer}")
        };
        Problem::new(StatusCode::BAD_REQUEST, "validation", "The request is not valid").error(
            pointer,
            "invalid",
            error.inner().to_string(),
        )
    })
}

/// A problem (RFC 9457).
#[derive(Debug, Serialize)]
struct Problem {
    r#type: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance: Option<String>,
}

impl Problem {
    fn new(status: StatusCode, slug: &str, title: &str) -> Self {
        Self {
            r#type: format!("{PROBLEM_TYPE}{slug}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: None,
            errors: Vec::new(),
            instance: None,
        }
    }

    fn detail(mut self, detail: String) -> Self {
        self.detail = Some(detail);
        self
    }

    fn error(mut self, pointer: String, code: &str, detail: String) -> Self {
        self.errors
            .push(json!({ "pointer": pointer, "code": code, "detail": detail }));
        self
    }

    fn response(mut self, request_id: &str) -> http::Response<Bytes> {
        self.instance = Some(format!("urn:request:{request_id}"));
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = respond(status, "application/problem+json", body);
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer error=\"invalid_token\""),
            );
        }
        response
    }
}

/// The response to a handler's error. Without a declared problem it is a 500 that tells nothing: the detail is in
/// the log.
fn problem_response(failure: &Failure, declared: Option<ErrorResponse>, id: &str) -> http::Response<Bytes> {
    let problem = match declared {
        Some(ErrorResponse { status, slug, title }) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Problem::new(status, &slug, &title).detail(failure.message.clone())
        }
        None => Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The service failed",
        ),
    };
    problem.response(id)
}

fn respond(status: StatusCode, kind: &'static str, body: Vec<u8>) -> http::Response<Bytes> {
    let mut response = http::Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// What a handler with a route answers.
pub trait Answer: Output {
    /// The response.
    ///
    /// # Errors
    /// The failure, if the body is not JSON.
    fn into_response(self) -> Result<http::Response<Bytes>, Failure>;
}

fn json_response<T: Serialize>(status: StatusCode, body: &T) -> Result<http::Response<Bytes>, Failure> {
    Ok(respond(
        status,
        "application/json",
        encode(body)?.to_string().into_bytes(),
    ))
}

/// Answers with a header; a value that no header can hold is left out.
fn with_header(mut response: http::Response<Bytes>, name: HeaderName, value: &str) -> http::Response<Bytes> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

/// Implements [`Output`] for an HTTP answer, whose responses are given.
macro_rules! http_output {
    ([$($generic:ident: $bound:ident),*] $type:ty, |$shapes:ident| $responses:expr) => {
        impl<$($generic: $bound),*> Output for $type {
            const BY_ROUTE: bool = true;

            fn payload(_: &mut Shapes) -> Payload {
                Payload { ty: Type::Json, schema: schema::<Value>() }
            }

            fn responses($shapes: &mut Shapes) -> Vec<Response> {
                $responses
            }

            fn encode(self) -> Result<Reply, Failure> {
                self.into_response().map(Reply::Http)
            }

            fn refuse(failure: Failure, response: Option<ErrorResponse>, id: &str) -> Result<Reply, Failure> {
                Ok(Reply::Http(problem_response(&failure, response, id)))
            }
        }
    };
}

fn response<T: Shape>(status: u16, description: &str, shapes: &mut Shapes) -> Response {
    Response {
        status,
        description: description.to_owned(),
        body: part::<T>(shapes),
    }
}

/// 200 with a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Json<T>(pub T);

http_output!([T: Shape] Json<T>, |shapes| vec![response::<T>(200, "Done.", shapes)]);

impl<T: Shape> Answer for Json<T> {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        json_response(StatusCode::OK, &self.0)
    }
}

/// 201 with `Location` and a body.
#[derive(Debug, Clone, PartialEq)]
pub struct Created<T> {
    /// The path of what was created.
    pub location: String,
    /// It.
    pub body: T,
}

http_output!([T: Shape] Created<T>, |shapes| vec![response::<T>(201, "Created.", shapes)]);

impl<T: Shape> Answer for Created<T> {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        let response = json_response(StatusCode::CREATED, &self.body)?;
        Ok(with_header(response, header::LOCATION, &self.location))
    }
}

/// 202 with `Location`, `Retry-After` and a body: it is being worked on.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted<T> {
    /// Where to ask again.
    pub location: String,
    /// When to ask again, in seconds.
    pub retry_after_seconds: u32,
    /// What is known so far.
    pub body: T,
}

http_output!([T: Shape] Accepted<T>, |shapes| vec![response::<T>(202, "Accepted; ask again at `Location`.", shapes)]);

impl<T: Shape> Answer for Accepted<T> {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        let response = json_response(StatusCode::ACCEPTED, &self.body)?;
        let response = with_header(response, header::LOCATION, &self.location);
        Ok(with_header(
            response,
            header::RETRY_AFTER,
            &self.retry_after_seconds.to_string(),
        ))
    }
}

/// 204.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoContent;

http_output!([] NoContent, |_shapes| vec![Response { status: 204, description: "Done.".to_owned(), body: None }]);

impl Answer for NoContent {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = StatusCode::NO_CONTENT;
        Ok(response)
    }
}

/// One answer or another.
#[derive(Debug, Clone, PartialEq)]
pub enum Either<A, B> {
    /// The one.
    Left(A),
    /// The other.
    Right(B),
}

http_output!([A: Answer, B: Answer] Either<A, B>, |shapes| {
    let mut responses = A::responses(shapes);
    responses.extend(B::responses(shapes));
    responses
});

impl<A: Answer, B: Answer> Answer for Either<A, B> {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        match self {
            Self::Left(answer) => answer.into_response(),
            Self::Right(answer) => answer.into_response(),
        }
    }
}

/// Adds `Deprecation` (RFC 9745), `Sunset` (RFC 8594) and `Link` to what came by the route's older path.
fn mark_deprecated(
    response: http::Response<Bytes>,
    path: &str,
    route: &ferrovia_model::Route,
) -> http::Response<Bytes> {
    let Some(alias) = route.alias.as_ref().filter(|alias| alias.path == path) else {
        return response;
    };
    let midnight = |day: &str| {
        chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d")
            .ok()
            .map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc())
    };
    let mut response = with_header(
        response,
        header::LINK,
        &format!("<{}>; rel=\"successor-version\"", route.path),
    );
    if let Some(since) = midnight(&alias.since) {
        let name = HeaderName::from_static("deprecation");
        response = with_header(response, name, &format!("@{}", since.timestamp()));
    }
    if let Some(sunset) = midnight(&alias.sunset) {
        let date = sunset.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
        response = with_header(response, HeaderName::from_static("sunset"), &date);
    }
    response
}
