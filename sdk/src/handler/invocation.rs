//! One invocation in, its reply or failure out.

use super::{Handler, Input, Output};
use crate::task_token::Awaited;
use crate::{Env, ErrorEnvelope, HandlerError, http_handler};
use bytes::Bytes;
use serde_json::Value;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

/// What a function is invoked with.
#[derive(Debug, Clone)]
pub enum Invocation {
    /// A value: a machine's Task, an event.
    Value(Value),
    /// A request through the API. The adapter puts the token's claims into its extensions as
    /// [`Claims`](crate::http_handler::Claims).
    Http(Box<http::Request<Bytes>>),
}

impl Invocation {
    /// The request's id, which every answer, problem and log line carries; empty for a value.
    fn request_id(&self) -> String {
        match self {
            Self::Http(request) => http_handler::request_id(request),
            Self::Value(_) => String::new(),
        }
    }
}

/// What a function answers.
#[derive(Debug)]
pub enum Reply {
    /// A value.
    Value(Value),
    /// A response through the API.
    Http(http::Response<Bytes>),
}

/// A failure on its way to Lambda: its error type and message.
pub type Failure = ErrorEnvelope;

/// The failure of a function that was invoked with something else than it takes.
pub(crate) fn payload_error(message: String) -> Failure {
    Failure {
        name: "InvalidInput".to_owned(),
        message,
        data: Value::Null,
    }
}

/// Invokes handler `H` once: decode, acquire, call, encode.
pub(crate) async fn invoke<H: Handler>(env: &Env, invocation: Invocation) -> Result<Reply, Failure> {
    let request_id = invocation.request_id();
    let (token, invocation) = H::Token::take(invocation)?;
    let input = match H::Input::decode(invocation, &H::signature()) {
        Ok(input) => input,
        Err(instead) => return *instead,
    };
    let (failure, response) = match H::acquire(env) {
        Ok(capabilities) => match caught(H::call(input, token, capabilities)).await {
            Some(Ok(output)) => return output.encode(),
            Some(Err(error)) => (error.wire(), error.response()),
            None => {
                // The panic's own message is in the log, if anywhere: it may quote the input.
                let message = "the handler panicked".to_owned();
                (
                    Failure {
                        name: "Panicked".to_owned(),
                        message,
                        data: Value::Null,
                    },
                    None,
                )
            }
        },
        Err(error) => {
            let message = error.to_string();
            (
                Failure {
                    name: "Misconfigured".to_owned(),
                    message,
                    data: Value::Null,
                },
                None,
            )
        }
    };
    H::Answer::refuse(failure, response, &request_id)
}

/// What `future` answers; `None` if it panicked. The process lives on: what the future held is dropped, and its
/// adapters outlive it by design.
async fn caught<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    poll_fn(
        |context| match catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context))) {
            Ok(poll) => poll.map(Some),
            Err(_) => Poll::Ready(None),
        },
    )
    .await
}
