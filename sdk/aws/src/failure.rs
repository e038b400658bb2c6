//! What the AWS SDK reports in; the failure that ports speak of out.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ferrovia::PortError;

/// How much of a service's own words is kept: enough for the reason, too little for a payload.
const DETAIL: usize = 300;

/// The names under which services ask for fewer requests.
const THROTTLED: [&str; 8] = [
    "ThrottlingException",
    "Throttling",
    "ThrottledException",
    "TooManyRequestsException",
    "RequestThrottled",
    "RequestLimitExceeded",
    "LimitExceededException",
    "SlowDown",
];

/// The port's failure for `error`, which `service` or the way to it caused.
pub(crate) fn port_error<E>(service: &'static str, error: &SdkError<E, HttpResponse>) -> PortError
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ConstructionFailure(_) => refused(service, "the request cannot be made or signed"),
        SdkError::TimeoutError(_) => PortError::TimedOut { service },
        SdkError::DispatchFailure(failure) if failure.is_timeout() => PortError::TimedOut { service },
        SdkError::DispatchFailure(_) => unavailable(service, "no connection"),
        SdkError::ResponseError(_) => unavailable(service, "the answer broke off or cannot be read"),
        SdkError::ServiceError(failure) => {
            let status = failure.raw().status();
            let code = failure.err().code().unwrap_or_default();
            let detail = match failure.err().message() {
                Some(message) => format!("{code}: {message}"),
                None => format!("{code} (HTTP {})", status.as_u16()),
            };
            if status.as_u16() == 429 || THROTTLED.contains(&code) {
                PortError::Throttled { service }
            } else if status.is_success() {
                unavailable(service, "the answer cannot be read")
            } else if status.is_server_error() {
                unavailable(service, &detail)
            } else {
                refused(service, &detail)
            }
        }
        // The SDK may add kinds of failure.
        _ => unavailable(service, "an unknown failure"),
    }
}

/// `service` refuses, and will again.
pub(crate) fn refused(service: &'static str, detail: &str) -> PortError {
    PortError::Refused {
        service,
        detail: shortened(detail),
    }
}

/// `service` fails, and may not the next time.
pub(crate) fn unavailable(service: &'static str, detail: &str) -> PortError {
    PortError::Unavailable {
        service,
        detail: shortened(detail),
    }
}

fn shortened(detail: &str) -> String {
    detail.chars().take(DETAIL).collect()
}
