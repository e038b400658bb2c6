//! Errors as part of the signature: named on the wire, retryable or final, and what a client may see.

use crate::Shape;
use crate::handler::payload;
use ferrovia_model::workflow::flow::Cause;
use ferrovia_model::{ErrorResponse, ErrorVariant, Payload, Shapes, Type};
use serde_json::{Map, Value};

/// What one failure is called and carries, on the wire between a function, a machine and its caller.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorEnvelope {
    /// The Lambda error type and the name that `Retry` and `Catch` match: `ModelError.Exhausted`.
    pub name: String,
    /// For people and logs.
    pub message: String,
    /// What the variant carries; `null` for nothing.
    pub data: Value,
}

impl ErrorEnvelope {
    /// Lambda's `errorMessage`, and a Fail state's `Cause`: a JSON text with `message` and `data`.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::json!({ "message": self.message, "data": self.data }).to_string()
    }

    /// The cause of a task that failed so: what Lambda makes of [`Self::text`], for those that fail without it.
    #[must_use]
    pub fn cause(&self) -> String {
        Cause::text(&self.name, &self.message, &self.data)
    }

    /// Reads [`Self::text`] back, whether bare or in the `errorMessage` of Lambda's error JSON, which is how the cause
    /// of a failed execution carries it. A text that is no envelope becomes the message.
    #[must_use]
    pub fn parse(name: &str, text: &str) -> Self {
        let parsed = serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
        if let Some(inner) = parsed.get("errorMessage").and_then(Value::as_str) {
            return Self::read(name, inner, &serde_json::from_str(inner).unwrap_or(Value::Null));
        }
        Self::read(name, text, &parsed)
    }

    fn read(name: &str, text: &str, parsed: &Value) -> Self {
        let message = parsed.get("message").and_then(Value::as_str);
        Self {
            name: name.to_owned(),
            message: message.unwrap_or(text).to_owned(),
            data: parsed.get("data").cloned().unwrap_or(Value::Null),
        }
    }
}

/// A handler's or a workflow's error. Derive it: `#[derive(HandlerError)]`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a handler's error",
    label = "this error has no name on the wire",
    note = "put `#[derive(Debug, thiserror::Error, ferrovia::HandlerError)]` on the enum"
)]
pub trait HandlerError: Send + Sync + Sized + 'static {
    /// Every way to fail.
    fn variants(shapes: &mut Shapes) -> Vec<ErrorVariant>;

    /// This failure, as it travels.
    fn wire(&self) -> ErrorEnvelope;

    /// The problem that an API client sees; `None` is a plain 500.
    fn response(&self) -> Option<ProblemResponse>;

    /// The failure that travelled as `name` with `data`, if it is one of these.
    fn from_wire(name: &str, data: &Value) -> Option<Self>;
}

/// What a failure tells an API client.
#[derive(Debug, Clone, PartialEq)]
pub struct ProblemResponse {
    /// What every occurrence of it says, without the schemas.
    pub declared: ErrorResponse,
    /// What this one says besides, by name.
    pub members: Map<String, Value>,
    /// When to try again, if only this occurrence knows.
    pub retry_after_seconds: Option<u64>,
    /// Other headers: an object with a field for each, or `null`.
    pub headers: Value,
}

/// The members of a problem that there are.
#[must_use]
pub fn members<const N: usize>(members: [(&str, Value); N]) -> Map<String, Value> {
    let there = members.into_iter().filter(|(_, value)| !value.is_null());
    there.map(|(name, value)| (name.to_owned(), value)).collect()
}

/// How long a client should wait: what a field marked `#[retry_after]` is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number of seconds",
    label = "a field marked `#[retry_after]` is a `u32` or a `u64`"
)]
pub trait Seconds {
    /// In seconds.
    fn seconds(&self) -> u64;
}

impl Seconds for u32 {
    fn seconds(&self) -> u64 {
        u64::from(*self)
    }
}

impl Seconds for u64 {
    fn seconds(&self) -> u64 {
        *self
    }
}

/// What people can read: any [`std::error::Error`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no message for people",
    label = "this is no `std::error::Error`",
    note = "derive `thiserror::Error` too, and give each variant `#[error(\"…\")]`"
)]
pub trait Message {
    /// The message.
    fn message(&self) -> String;
}

#[diagnostic::do_not_recommend]
impl<E: std::error::Error> Message for E {
    fn message(&self) -> String {
        self.to_string()
    }
}

/// What an error variant carries: any value that travels.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot travel in an error",
    label = "this type has no form in JSON",
    note = "put `#[ferrovia::data]` on its definition"
)]
pub trait Data: Sized {
    /// The type as it stands in JSON.
    fn shape(shapes: &mut Shapes) -> Type;

    /// The type as callers are shown it.
    fn payload(shapes: &mut Shapes) -> Payload;

    /// The value as JSON; `null` if it has none.
    fn encode(&self) -> Value;

    /// The value back, if this is one.
    fn decode(value: &Value) -> Option<Self>;
}

#[diagnostic::do_not_recommend]
impl<T: Shape> Data for T {
    fn shape(shapes: &mut Shapes) -> Type {
        <T as Shape>::shape(shapes)
    }

    fn payload(shapes: &mut Shapes) -> Payload {
        payload::<T>(shapes)
    }

    fn encode(&self) -> Value {
        serde_json::to_value(self).unwrap_or_default()
    }

    fn decode(value: &Value) -> Option<Self> {
        T::deserialize(value).ok()
    }
}

/// The error of a handler that is mistaken; it never occurs.
#[derive(Debug, thiserror::Error)]
pub enum Unknown {}

#[diagnostic::do_not_recommend]
impl HandlerError for Unknown {
    fn variants(_: &mut Shapes) -> Vec<ErrorVariant> {
        Vec::new()
    }

    fn wire(&self) -> ErrorEnvelope {
        match *self {}
    }

    fn response(&self) -> Option<ProblemResponse> {
        match *self {}
    }

    fn from_wire(_: &str, _: &Value) -> Option<Self> {
        None
    }
}

/// Takes another handler's error in, unchanged on the wire. Derived from `#[from]`; `?` in a workflow uses it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no variant for `{E}`",
    label = "this error has nowhere to go",
    note = "add a variant with `#[from] {E}` to `{Self}`, or match on the step's result"
)]
pub trait Absorb<E>: Sized {
    /// `error`, as this error.
    fn absorb(error: E) -> Self;
}
