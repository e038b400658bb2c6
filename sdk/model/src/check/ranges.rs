//! Numbers outside what AWS allows.

use super::names::errors;
use crate::{App, Backoff, Code, ErrorVariant, Kind, Problem, Source, Wait};

/// A year without its leap day: <https://docs.aws.amazon.com/step-functions/latest/dg/choosing-workflow-type.html>.
const YEAR: u32 = 365 * 86_400;

/// Characters of a gauge's remedy: an alarm's description has 1024, and begins with what rings
/// (<https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html>).
const REMEDY: usize = 700;

pub(super) fn check(app: &App) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut refuse = |source: &Source, message: String, help: &str| {
        problems.push(Problem::new(source, Code::OutOfRange, message, help));
    };
    for function in &app.functions {
        let (name, source) = (&function.name, &function.source);
        // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
        let seconds = function.timeout_seconds;
        if !(1..=900).contains(&seconds) {
            let message = format!("function `{name}` has a time-out of {seconds} s, Lambda allows 1 to 900");
            refuse(
                source,
                message,
                "write `timeout = \"15m\"` or less; put longer work into a workflow",
            );
        }
        let memory = function.memory_mb;
        if !(128..=10_240).contains(&memory) {
            let message = format!("function `{name}` has {memory} MiB of memory, Lambda allows 128 to 10240");
            refuse(source, message, "write `memory_mb = 128` to `memory_mb = 10240`");
        }
        if let Some(wait) = &function.wait {
            for (message, help) in wrong_wait(wait) {
                refuse(source, format!("function `{name}` {message}"), help);
            }
        }
        for response in function.route.iter().flat_map(|route| &route.responses) {
            if !(200..=299).contains(&response.status) {
                let message = format!(
                    "function `{name}` answers success with the status {}",
                    response.status
                );
                refuse(
                    source,
                    message,
                    "success is 200 to 299; failures are variants of its error",
                );
            }
        }
    }
    for workflow in &app.workflows {
        let (name, seconds) = (&workflow.name, workflow.timeout_seconds);
        let (kind, limit) = match workflow.kind {
            Kind::Express => ("an Express", 300),
            Kind::Standard => ("a Standard", YEAR),
        };
        if !(1..=limit).contains(&seconds) {
            let message =
                format!("workflow `{name}` has a time-out of {seconds} s, {kind} one may take 1 to {limit}");
            let help = match workflow.kind {
                Kind::Express => "write `timeout = \"5m\"` or less, or `kind = \"standard\"`",
                Kind::Standard => "write `timeout = \"365d\"` or less",
            };
            refuse(&workflow.source, message, help);
        }
    }
    for gauge in &app.gauges {
        let (name, length) = (&gauge.name, gauge.remedy.chars().count());
        if !(1..=REMEDY).contains(&length) {
            let message = format!("gauge `{name}` has a remedy of {length} characters, not 1 to {REMEDY}");
            let help =
                "say in a few sentences what whoever is rung up does: the alarm's description has them";
            refuse(&gauge.source, message, help);
        }
    }
    for (variant, source) in errors(app) {
        for (message, help) in wrong_numbers(variant) {
            refuse(source, format!("error `{}` {message}", variant.name), help);
        }
    }
    problems
}

/// What is wrong with a wait:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html>, which asks for heartbeats before the time-out.
fn wrong_wait(wait: &Wait) -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    let seconds = wait.seconds;
    if !(1..=YEAR).contains(&seconds) {
        let message = format!("waits {seconds} s for its token, a Standard workflow lasts 1 to {YEAR}");
        wrong.push((message, "write `wait = \"3d\"`, for example"));
    }
    if let Some(heartbeat) = wait.heartbeat_seconds
        && !(1..seconds).contains(&heartbeat)
    {
        let message = format!("waits {seconds} s, and {heartbeat} s for each heartbeat");
        wrong.push((
            message,
            "write a `heartbeat` of at least a second and less than `wait`",
        ));
    }
    wrong
}

/// What is wrong with an error's numbers. Retriers:
/// <https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html#error-handling-retrying-after-an-error>.
fn wrong_numbers(variant: &ErrorVariant) -> Vec<(String, &'static str)> {
    let mut wrong = Vec::new();
    if let Some(response) = &variant.response
        && !(400..=599).contains(&response.status)
    {
        let message = format!("becomes a problem with the status {}", response.status);
        wrong.push((
            message,
            "a problem's status is 400 to 499 (the client's doing) or 500 to 599 (ours)",
        ));
    }
    let Some(Backoff {
        max_attempts,
        interval_seconds,
        rate,
        max_delay_seconds,
    }) = variant.retry
    else {
        return wrong;
    };
    if max_attempts > 99_999_999 {
        let message = format!("is retried {max_attempts} times, Step Functions allows 0 to 99999999");
        wrong.push((message, "lower `max_attempts`"));
    }
    if interval_seconds < 1 {
        let message = "is retried after 0 s, Step Functions waits at least 1".to_owned();
        wrong.push((message, "write `interval = \"1s\"` or more"));
    }
    // Not `rate < 1.0`: that would let NaN through.
    if !(1.0..f64::INFINITY).contains(&rate) {
        let message = format!("is retried at a rate of {rate}, Step Functions allows 1.0 and more");
        wrong.push((
            message,
            "write `rate = 1.0` for equal waits, `rate = 2.0` to double them",
        ));
    }
    if !(1..31_622_400).contains(&max_delay_seconds) {
        let message =
            format!("waits up to {max_delay_seconds} s for a retry, Step Functions allows 1 to 31622399");
        wrong.push((message, "write `max_delay = \"30s\"`, for example"));
    } else if max_delay_seconds <= interval_seconds {
        let message = format!(
            "waits {interval_seconds} s for the first retry, and no longer than {max_delay_seconds} s for any"
        );
        wrong.push((message, "make `max_delay` longer than `interval`"));
    }
    wrong
}
