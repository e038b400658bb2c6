//! What a handler with a route answers.

use super::headers::{self, Headers};
use super::problem::refused;
use super::{part, respond, with_header};
use crate::handler::{Failure, Output, Reply, encode, schema};
use crate::{ProblemResponse, Shape};
use bytes::Bytes;
use ferrovia_model::{Payload, Response, Shapes, Type};
use http::{StatusCode, header};
use serde::Serialize;
use serde_json::Value;

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

            fn refuse(failure: Failure, response: Option<ProblemResponse>, id: &str) -> Result<Reply, Failure> {
                Ok(Reply::Http(refused(failure, response, id)))
            }
        }
    };
}

fn response<T: Shape>(status: u16, description: &str, shapes: &mut Shapes) -> Response {
    Response {
        status,
        description: description.to_owned(),
        headers: Vec::new(),
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

http_output!([] NoContent, |shapes| vec![response::<()>(204, "Done.", shapes)]);

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

/// An answer with headers of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct WithHeaders<A, H> {
    /// The answer.
    pub answer: A,
    /// A struct with a field for each header, in snake case: `etag`, `ratelimit_policy`. What is `None` is not sent.
    pub headers: H,
}

http_output!([A: Answer, H: Headers] WithHeaders<A, H>, |shapes| {
    let headers = part::<H>(shapes);
    let mut responses = A::responses(shapes);
    for response in &mut responses {
        response.headers.extend(headers.clone());
    }
    responses
});

impl<A: Answer, H: Headers> Answer for WithHeaders<A, H> {
    fn into_response(self) -> Result<http::Response<Bytes>, Failure> {
        let headers = encode(&self.headers)?;
        Ok(headers::added(self.answer.into_response()?, &headers))
    }
}
