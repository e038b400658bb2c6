//! Headers as structs: a field `idempotency_key` is the header `Idempotency-Key`.

use super::problem::Problem;
use super::text::{Part, read};
use super::with_header;
use crate::Shape;
use bytes::Bytes;
use ferrovia_model::header_name;
use http::{HeaderMap, HeaderName};
use serde_json::Value;
use std::borrow::Cow;

/// A set of headers: an object whose values are text on the wire.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from headers, or written to them",
    note = "put `#[ferrovia::data]` on a struct whose fields are the headers in snake case (`idempotency_key`); none is `()`"
)]
pub trait Headers: Shape {}

impl<T: Shape> Headers for T {}

/// The name of a field's header as it is looked up.
fn name(field: &str) -> Option<HeaderName> {
    HeaderName::from_bytes(field.replace('_', "-").as_bytes()).ok()
}

/// The fields' headers. One that was sent several times is one list.
pub(super) fn decode<T: Headers>(headers: &HeaderMap) -> Result<T, Problem> {
    read(&Sent(headers))
}

struct Sent<'a>(&'a HeaderMap);

impl Part for Sent<'_> {
    const NAME: &'static str = "headers";

    fn pointer(field: &str) -> String {
        header_name(field)
    }

    fn value(&self, field: &'static str) -> Result<Option<Cow<'_, str>>, String> {
        let Some(name) = name(field) else { return Ok(None) };
        let texts: Result<Vec<&str>, _> = self
            .0
            .get_all(name)
            .iter()
            .map(|value| std::str::from_utf8(value.as_bytes()))
            .collect();
        match texts.map_err(|_| "not UTF-8".to_owned())?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(Cow::Borrowed(one.trim()))),
            several => Ok(Some(Cow::Owned(several.join(", ")))),
        }
    }

    /// What nobody reads, nobody minds: clients and proxies send all sorts of headers.
    fn unknown(&self, _: &[&str]) -> Option<String> {
        None
    }
}

/// The response with the headers of an object that has a field for each. What is `null`, or what no header can hold, is left
/// out.
pub(super) fn added(mut response: http::Response<Bytes>, headers: &Value) -> http::Response<Bytes> {
    for (field, value) in headers.as_object().into_iter().flatten() {
        let text = match value {
            Value::Null => continue,
            Value::String(text) => Cow::Borrowed(text.as_str()),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                Cow::Owned(value.to_string())
            }
        };
        if let Some(name) = name(field) {
            response = with_header(response, name, &text);
        }
    }
    response
}
