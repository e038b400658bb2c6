//! The platform in AWS Lambda: one binary for all functions, of which `_HANDLER` names one.

use ferrovia::Env;
use handlers::lambda::start;
use std::process::ExitCode;
use tracing_subscriber::EnvFilter;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let env = Env::of_process();
    log(&env);
    match start(&handlers::app(), env).await {
        Ok(function) => match function.serve().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                tracing::error!(%error, "the runtime's API cannot be reached any more");
                ExitCode::FAILURE
            }
        },
        Err(misconfigured) => {
            misconfigured.report().await;
            ExitCode::FAILURE
        }
    }
}

/// Writes one JSON line for each event of the log, of the level that `LOG_LEVEL` says, or Lambda's own
/// `AWS_LAMBDA_LOG_LEVEL`, or `info`. The level is for our own crates: what others tell when they are let speak may
/// hold whole requests, and so what customers wrote.
fn log(env: &Env) {
    let asked = env
        .optional("LOG_LEVEL")
        .or_else(|| env.optional("AWS_LAMBDA_LOG_LEVEL"));
    let level = match asked.map(str::to_ascii_lowercase).as_deref() {
        Some("fatal" | "error") => "error",
        Some("warn") => "warn",
        Some("debug") => "debug",
        Some("trace") => "trace",
        Some(_) | None => "info",
    };
    let others = if level == "error" { "error" } else { "warn" };
    // `lambda_runtime` opens the span that puts the request's id on every line.
    let filter = EnvFilter::new(format!(
        "{others},lambda_runtime=info,lambda={level},handlers={level},ferrovia={level},ferrovia_aws={level}"
    ));
    tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_span_list(false)
        .with_env_filter(filter)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        // A panic's message may quote its input.
        tracing::error!(place, "panicked");
        tracing::debug!(%panic, "the panic's message");
    }));
}
