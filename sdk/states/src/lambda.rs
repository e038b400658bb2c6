//! What a function returned in, what `lambda:invoke` answers out.

use crate::value::Value;

/// The result of a task that invokes a function by `arn:aws:states:::lambda:invoke`, for a function that returned
/// `payload`: it stands under `Payload`, beside what the service says of the call. The HTTP headers that AWS passes on
/// are left out.
#[must_use]
pub fn invoked(payload: Value) -> Value {
    let members = [
        ("ExecutedVersion", Value::from("$LATEST")),
        ("Payload", payload),
        ("StatusCode", 200_i64.into()),
    ];
    Value::object(members.map(|(name, value)| (name.to_owned(), value)))
}
