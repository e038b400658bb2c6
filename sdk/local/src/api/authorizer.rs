//! A request's headers in; its caller's claims, or why it is refused, out.

use super::refusal::Refusal;
use crate::issuer::SCOPE_PREFIX;
use crate::{Issuer, TokenError};
use ferrovia::Claims;
use http::header::{AUTHORIZATION, HeaderMap};
use serde_json::Value;

/// The claims of the request's token, if it allows one of `scopes`.
pub(super) fn authorize(issuer: &Issuer, headers: &HeaderMap, scopes: &[String]) -> Result<Claims, Refusal> {
    let mut sent = headers.get_all(AUTHORIZATION).iter();
    let (Some(header), None) = (sent.next(), sent.next()) else {
        return Err(Refusal::NoToken);
    };
    let header = header
        .to_str()
        .map_err(|_| Refusal::BadToken(TokenError::Malformed))?;
    // API Gateway takes a bare token too.
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        Some(_) => return Err(Refusal::NoToken),
        None => header,
    };
    let claims = issuer.verify(token).map_err(Refusal::BadToken)?;
    let granted = claims.get("scope").and_then(Value::as_str).unwrap_or_default();
    let allows = |scope: &String| {
        let full = format!("{SCOPE_PREFIX}{scope}");
        granted.split(' ').any(|granted| granted == full)
    };
    if !scopes.iter().any(allows) {
        return Err(Refusal::Scope(scopes.to_vec()));
    }
    let passed_on = claims
        .iter()
        .map(|(name, value)| (name.clone(), Value::String(text(value))));
    Ok(Claims(passed_on.collect()))
}

/// A claim as API Gateway passes it on: every one is a string, and a list is in brackets.
fn text(claim: &Value) -> String {
    match claim {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => claim.to_string(),
    }
}
