//! The command: runs suites, compares, reports; exports them; prints the guardrails' figures.

mod command_line;
mod exporting;
mod guards;
mod models;
mod running;

use std::process::ExitCode;

use clap::Parser as _;
use command_line::{Command, CommandLine};

/// Why the command stops. The code is the process's.
struct Stop {
    code: u8,
    message: String,
}

/// The gate is closed.
const CLOSED: u8 = 1;
/// The command line is wrong.
const USAGE: u8 = 2;
/// A suite, a cassette, a baseline or the floors are wrong.
const INPUT: u8 = 3;
/// A file cannot be written.
const IO: u8 = 4;

impl Stop {
    fn new(code: u8, message: impl ToString) -> Self {
        Self {
            code,
            message: message.to_string(),
        }
    }
}

fn main() -> ExitCode {
    let done = match CommandLine::parse().command {
        Command::Run(run) => running::run(&run),
        Command::Export(export) => exporting::export(&export),
        Command::Guards { folder, misses } => {
            guards::print(&folder, misses).map_err(|error| Stop::new(INPUT, format!("error: {error}\n  help: FOLDER holds injections.jsonl, pii_presidio.jsonl, dialogues.jsonl, nasty_strings.jsonl, intents_*.jsonl and tau_retail_policy.md")))
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => {
            eprintln!("{}", stop.message);
            ExitCode::from(stop.code)
        }
    }
}
