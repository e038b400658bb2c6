//! What the SDK reports in; the chat error that policies read out.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_bedrockruntime::operation::converse::ConverseError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ferrovia::language_model::{ChatError, TimeoutPhase};
use http_body_util::LengthLimitError;
use std::error::Error;
use std::time::Duration;

/// How models say, in a `ValidationException`'s text and nowhere else, that the conversation is too long for them.
const TOO_LONG: [&str; 5] = [
    "too long",
    "too many input tokens",
    "context length",
    "context limit",
    "context window",
];

/// The chat error for `error`.
pub(super) fn chat_error(error: &SdkError<ConverseError, HttpResponse>) -> ChatError {
    if caused_by::<CredentialsError>(error) {
        return ChatError::Unauthorized;
    }
    match error {
        SdkError::ConstructionFailure(_) => ChatError::InvalidRequest { code: None },
        // Of the SDK's own time-outs only the one for connecting is on.
        SdkError::TimeoutError(_) => ChatError::Timeout {
            phase: TimeoutPhase::Connect,
        },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => ChatError::Timeout {
            phase: TimeoutPhase::Connect,
        },
        SdkError::DispatchFailure(_) => ChatError::Transport,
        SdkError::ResponseError(failure) => {
            if !failure.raw().status().is_success() {
                by_response(failure.raw(), None)
            } else if caused_by::<LengthLimitError>(error) {
                ChatError::TooLarge
            } else {
                ChatError::Transport
            }
        }
        SdkError::ServiceError(failure) if failure.raw().status().is_success() => ChatError::Malformed,
        SdkError::ServiceError(failure) => refusal(failure.err(), failure.raw()),
        // The SDK may add kinds of failure.
        _ => ChatError::Transport,
    }
}

/// By the error's name: gateways before Bedrock, and what Bedrock may add, have only their status to tell.
fn refusal(error: &ConverseError, response: &HttpResponse) -> ChatError {
    let text = error.message().unwrap_or_default().to_lowercase();
    match error.code().unwrap_or_default() {
        "AccessDeniedException" => ChatError::Unauthorized,
        "ResourceNotFoundException" => ChatError::NotFound,
        "InternalServerException"
        | "ModelErrorException"
        | "ModelNotReadyException"
        | "ServiceUnavailableException" => ChatError::Overloaded,
        "ModelTimeoutException" => ChatError::Timeout {
            phase: TimeoutPhase::FirstByte,
        },
        // A daily quota that is spent is no matter of waiting a little.
        "ThrottlingException" if text.contains("per day") => ChatError::Unauthorized,
        "ThrottlingException" => ChatError::RateLimited {
            retry_after: retry_after(response),
        },
        "ValidationException" if TOO_LONG.iter().any(|words| text.contains(words)) => {
            ChatError::ContextTooLong
        }
        "ValidationException" if text.contains("model identifier is invalid") => ChatError::NotFound,
        code => by_response(response, Some(code)),
    }
}

fn by_response(response: &HttpResponse, code: Option<&str>) -> ChatError {
    // What is no code may be prose that quotes the customer.
    let short =
        |code: &&str| (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    by_status(
        response.status().as_u16(),
        code.filter(short),
        retry_after(response),
    )
}

/// The chat error that an HTTP status alone tells.
pub(super) fn by_status(status: u16, code: Option<&str>, retry_after: Option<Duration>) -> ChatError {
    match status {
        401 | 403 => ChatError::Unauthorized,
        404 => ChatError::NotFound,
        408 => ChatError::Timeout {
            phase: TimeoutPhase::FirstByte,
        },
        413 => ChatError::ContextTooLong,
        429 => ChatError::RateLimited { retry_after },
        500.. => ChatError::Overloaded,
        _ => ChatError::InvalidRequest {
            code: code.map(str::to_owned),
        },
    }
}

/// The seconds of `Retry-After`; its other form, a date, counts as absent.
fn retry_after(response: &HttpResponse) -> Option<Duration> {
    let seconds = response.headers().get("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether a `T` is among the causes of `error`.
fn caused_by<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    std::iter::successors(Some(error), |&error| error.source()).any(|error| error.is::<T>())
}
