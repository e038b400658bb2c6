//! `asl`: runs, checks and compares state machines in Amazon States Language.

mod check;
mod conformance;
mod run;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// State machines in Amazon States Language (JSONata mode), without AWS.
#[derive(Parser)]
#[command(name = "asl", version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Run(run::Arguments),
    Check(check::Arguments),
    Conformance(conformance::Arguments),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
    };
    done.unwrap_or_else(|misuse| {
        eprintln!("error: {misuse}");
        ExitCode::from(2)
    })
}

/// What the command cannot work with; the whole message.
#[derive(Debug, thiserror::Error)]
enum Misuse {
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
    #[error("{path}: not as expected: {error}")]
    Json { path: String, error: serde_json::Error },
    #[error("{path}: this machine cannot run:\n{error}")]
    Machine {
        path: String,
        error: ferrovia_states::machine::MachineError,
    },
    #[error("{0}")]
    Start(#[from] ferrovia_states::execution::StartError),
    #[error("{0}")]
    Mocks(String),
}

fn read(path: &std::path::Path) -> Result<String, Misuse> {
    std::fs::read_to_string(path).map_err(|error| Misuse::File {
        path: path.display().to_string(),
        error,
    })
}

fn parse<T: serde::de::DeserializeOwned>(path: &std::path::Path, text: &str) -> Result<T, Misuse> {
    serde_json::from_str(text).map_err(|error| Misuse::Json {
        path: path.display().to_string(),
        error,
    })
}
