//! A prefix and the handler that migrates in; rights that nobody needs any more, taken away, out.

use crate::failure::service;
use crate::in_flight::running;
use crate::{Aws, Failure, LIVE, Progress};
use aws_sdk_lambda::config::Builder;
use aws_sdk_lambda::config::timeout::TimeoutConfig;
use aws_sdk_lambda::operation::invoke::InvokeError;
use aws_sdk_lambda::primitives::Blob;
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;

/// The longest that Lambda lets a function run, and a little for the way.
const PATIENCE: Duration = Duration::from_secs(15 * 60 + 30);

/// What became of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contracted {
    /// What the handler answered; nothing if it was not asked.
    pub contracted: Option<Value>,
    /// Why it was not: versions of machines, other than the live ones, whose executions still run.
    pub waits_for: Vec<String>,
}

/// Has the version of the handler that is live take away what its own release's signatures do not name: called before the
/// next release is deployed, it removes what the release before the live one has left. While an execution of an older
/// version runs, its functions' rights are still used, and nothing is done. Nor is it where there is no such function yet.
///
/// # Errors
/// [`Failure`] if AWS cannot be asked, or the handler fails.
pub async fn contract(
    aws: &Aws,
    prefix: &str,
    handler: &str,
    say: Progress<'_>,
) -> Result<Contracted, Failure> {
    let mut waits_for = Vec::new();
    for machine in running(aws, prefix, say).await? {
        // An alias that leads to two versions is in the middle of something.
        if machine.live.len() > 1 {
            waits_for.extend(machine.live.iter().cloned());
        }
        waits_for.extend(
            machine
                .running
                .into_keys()
                .filter(|version| !machine.live.contains(version)),
        );
        waits_for.extend(machine.unversioned);
    }
    if !waits_for.is_empty() {
        waits_for.sort();
        say(&format!(
            "nothing is taken away: {} still run",
            waits_for.join(", ")
        ));
        return Ok(Contracted {
            contracted: None,
            waits_for,
        });
    }
    let function = format!("{prefix}-{handler}");
    let invoked = aws
        .lambda
        .invoke()
        .function_name(&function)
        .qualifier(LIVE)
        .payload(Blob::new(json!({ "phase": "contract" }).to_string()))
        .customize()
        .config_override(Builder::new().timeout_config(patient()))
        .send()
        .await;
    let output = match invoked {
        Ok(output) => output,
        Err(error)
            if error
                .as_service_error()
                .is_some_and(InvokeError::is_resource_not_found_exception) =>
        {
            say(&format!("there is no function `{function}` yet"));
            return Ok(Contracted {
                contracted: None,
                waits_for,
            });
        }
        Err(error) => return Err(service(format!("invoke `{function}`"), error)),
    };
    let payload = output.payload.map(Blob::into_inner).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&payload).unwrap_or_default();
    match output.function_error {
        None => Ok(Contracted {
            contracted: Some(answer),
            waits_for,
        }),
        Some(_) => Err(Failure::Unfulfilled(format!(
            "`{function}` failed with {}: {}",
            answer["errorType"].as_str().unwrap_or("no type"),
            answer["errorMessage"].as_str().unwrap_or_default(),
        ))),
    }
}

fn patient() -> TimeoutConfig {
    TimeoutConfig::builder()
        .operation_attempt_timeout(PATIENCE)
        .build()
}
