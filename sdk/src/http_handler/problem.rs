//! Problems (RFC 9457): what is wrong in, the response that a client can read out.

use super::{headers, respond};
use crate::ProblemResponse;
use crate::handler::Failure;
use bytes::Bytes;
use ferrovia_model::{PROBLEM_TYPE, StandardProblem};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use serde_path_to_error::Segment;

/// A problem (RFC 9457).
#[derive(Debug, Serialize)]
pub(super) struct Problem {
    r#type: String,
    title: String,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Value>,
    /// The methods that are allowed, if this one is not.
    #[serde(skip)]
    allow: Option<HeaderValue>,
    #[serde(skip)]
    retry_after: Option<u64>,
    #[serde(flatten)]
    members: Map<String, Value>,
}

/// A problem in one request.
#[derive(Serialize)]
struct Occurrence<'a> {
    #[serde(flatten)]
    problem: &'a Problem,
    instance: String,
}

impl Problem {
    /// One of the SDK's own.
    pub(super) fn standard(problem: StandardProblem) -> Box<Self> {
        let uri = format!("{PROBLEM_TYPE}{}", problem.slug);
        Self::new(problem.status, uri, problem.title)
    }

    fn new(status: u16, uri: String, title: &str) -> Box<Self> {
        Box::new(Self {
            r#type: uri,
            title: title.to_owned(),
            status,
            detail: None,
            errors: Vec::new(),
            allow: None,
            retry_after: None,
            members: Map::new(),
        })
    }

    pub(super) fn detail(mut self: Box<Self>, detail: String) -> Box<Self> {
        self.detail = Some(detail);
        self
    }

    pub(super) fn allow(mut self: Box<Self>, method: &str) -> Box<Self> {
        self.allow = HeaderValue::from_str(method).ok();
        self
    }

    pub(super) fn retry_after(mut self: Box<Self>, seconds: u64) -> Box<Self> {
        self.retry_after = Some(seconds);
        self
    }

    pub(super) fn error(mut self: Box<Self>, pointer: String, code: &str, detail: String) -> Box<Self> {
        self.errors
            .push(json!({ "pointer": pointer, "code": code, "detail": detail }));
        self
    }

    pub(super) fn response(&self, request_id: &str) -> http::Response<Bytes> {
        let occurrence = Occurrence {
            problem: self,
            instance: format!("urn:request:{request_id}"),
        };
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&occurrence).unwrap_or_default();
        let mut response = respond(status, "application/problem+json", body);
        if let Some(allow) = &self.allow {
            response.headers_mut().insert(header::ALLOW, allow.clone());
        }
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer error=\"invalid_token\""),
            );
        }
        response
    }
}

/// The response to a handler's failure. Without a declared problem it is a 500 that tells nothing. The failure itself is
/// among the response's extensions, for the adapter to log.
pub(super) fn refused(failure: Failure, told: Option<ProblemResponse>, id: &str) -> http::Response<Bytes> {
    let mut response = match told {
        Some(told) => {
            let declared = told.declared;
            let mut problem = Problem::new(declared.status, declared.type_uri(), &declared.title);
            problem.members = told.members;
            let fixed = declared.retry_after_seconds.map(u64::from);
            problem.retry_after = told.retry_after_seconds.or(fixed);
            let mut problem = problem.detail(failure.message.clone());
            if let Some(pointer) = declared.pointer {
                problem = problem.error(pointer, "invalid", failure.message.clone());
            }
            let response = problem.response(id);
            headers::added(response, &told.headers)
        }
        None => Problem::standard(StandardProblem::INTERNAL).response(id),
    };
    response.extensions_mut().insert(failure);
    response
}

/// Reads a part of a request; what is wrong is told with its place, as a JSON pointer (RFC 6901) that begins with the
/// part.
pub(super) fn decode<T: DeserializeOwned>(value: Value, part: &str) -> Result<T, Box<Problem>> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let segments = error.path().iter().filter_map(|segment| match segment {
            Segment::Seq { index } => Some(index.to_string()),
            Segment::Map { key: name } | Segment::Enum { variant: name } => {
                Some(name.replace('~', "~0").replace('/', "~1"))
            }
            Segment::Unknown => None,
        });
        let pointer = std::iter::once(part.to_owned()).chain(segments);
        let pointer: String = pointer.map(|segment| format!("/{segment}")).collect();
        Problem::standard(StandardProblem::VALIDATION).error(pointer, "invalid", error.inner().to_string())
    })
}
