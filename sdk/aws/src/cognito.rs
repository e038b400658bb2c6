//! Cognito's events before it issues a token (versions 2 and 3) in, what is asked of a handler out; and what the handler
//! answers back, as Cognito takes it.
//!
//! <https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html>. The types of
//! `aws_lambda_events` do not fit: they know no token that a program asks for, and cannot leave a user's groups alone.

use ferrovia::{TokenClaims, TokenOccasion, TokenRequest, TokenSubject};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::fmt;

/// Why an event is not one of these, in words for the log.
#[derive(Debug)]
pub enum EventError {
    /// It is of a version whose answer says nothing about access tokens: the user pool asks for `V1_0`.
    Version(String),
    /// It lacks something, or has it in another form.
    Form(serde_json::Error),
}

impl fmt::Display for EventError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => write!(
                formatter,
                "an event of version `{version}` is about no access token: the user pool's trigger must be `V3_0`"
            ),
            Self::Form(error) => write!(
                formatter,
                "no event of Cognito's before it issues a token: {error}"
            ),
        }
    }
}

impl std::error::Error for EventError {}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    version: String,
    trigger_source: Source,
    caller_context: CallerContext,
    /// Empty, or not there at all, where a program asks.
    #[serde(default)]
    user_name: Option<String>,
    request: Request,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CallerContext {
    client_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Request {
    #[serde(default)]
    user_attributes: Option<BTreeMap<String, String>>,
    #[serde(default)]
    scopes: Option<Vec<String>>,
}

#[derive(Deserialize)]
enum Source {
    #[serde(rename = "TokenGeneration_HostedAuth")]
    HostedAuth,
    #[serde(rename = "TokenGeneration_Authentication")]
    Authentication,
    #[serde(rename = "TokenGeneration_NewPasswordChallenge")]
    NewPasswordChallenge,
    #[serde(rename = "TokenGeneration_AuthenticateDevice")]
    AuthenticateDevice,
    #[serde(rename = "TokenGeneration_RefreshTokens")]
    RefreshTokens,
    #[serde(rename = "TokenGeneration_ClientCredentials")]
    ClientCredentials,
}

/// What `event` asks.
///
/// # Errors
/// [`EventError`] if it is another event.
pub fn token_request(event: &Value) -> Result<TokenRequest, EventError> {
    let Event {
        version,
        trigger_source,
        caller_context,
        user_name,
        request,
    } = Event::deserialize(event).map_err(EventError::Form)?;
    if !["2", "3"].contains(&version.as_str()) {
        return Err(EventError::Version(version));
    }
    let occasion = match trigger_source {
        Source::HostedAuth => TokenOccasion::HostedAuth,
        Source::Authentication => TokenOccasion::Authentication,
        Source::NewPasswordChallenge => TokenOccasion::NewPasswordChallenge,
        Source::AuthenticateDevice => TokenOccasion::AuthenticateDevice,
        Source::RefreshTokens => TokenOccasion::RefreshTokens,
        Source::ClientCredentials => TokenOccasion::ClientCredentials,
    };
    let subject = match occasion {
        TokenOccasion::ClientCredentials => TokenSubject::Client,
        TokenOccasion::HostedAuth
        | TokenOccasion::Authentication
        | TokenOccasion::NewPasswordChallenge
        | TokenOccasion::AuthenticateDevice
        | TokenOccasion::RefreshTokens => TokenSubject::User {
            name: user_name.unwrap_or_default(),
            attributes: request.user_attributes.unwrap_or_default(),
        },
    };
    Ok(TokenRequest {
        subject,
        client_id: caller_context.client_id,
        scopes: request.scopes.unwrap_or_default(),
        occasion,
    })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    claims_and_scope_override_details: Details,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    access_token_generation: AccessTokenGeneration,
}

/// What is empty is left out: it would mean the same, and some of it has limits.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessTokenGeneration {
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    claims_to_add_or_override: BTreeMap<String, Value>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    claims_to_suppress: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_to_add: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    scopes_to_suppress: Vec<String>,
}

/// `event` with its answer in it, as Cognito takes it back.
///
/// # Errors
/// If the claims are not JSON.
pub fn answer(event: Value, claims: TokenClaims) -> Result<Value, serde_json::Error> {
    let response = serde_json::to_value(Response {
        claims_and_scope_override_details: Details {
            access_token_generation: AccessTokenGeneration {
                claims_to_add_or_override: claims.add,
                claims_to_suppress: claims.suppress,
                scopes_to_add: claims.add_scopes,
                scopes_to_suppress: claims.suppress_scopes,
            },
        },
    })?;
    let mut event = match event {
        Value::Object(event) => event,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => Map::new(),
    };
    event.insert("response".to_owned(), response);
    Ok(Value::Object(event))
}
