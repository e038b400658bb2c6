//! The commands of a deploy. Each prints its answer as JSON on standard output, and how it goes on standard error.

use clap::{Parser, Subcommand};
use ferrovia_release::{
    Aliases, Aws, Failure, Smoke, SnapshotRequest, Watch, aliases, contract, duration, in_flight, shift_back,
    smoke, snapshot, watch,
};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// What a deploy has to know and to do besides `terraform apply`.
///
/// Region, credentials and endpoint are the process's AWS_… variables. Exit codes: 0 done, 1 something is not as it has to
/// be, 2 the command line is wrong, 3 a service could not be asked.
#[derive(Debug, Parser)]
#[command(name = "release", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the versions of functions that executions in flight, or a roll-back, still need: Terraform's variable
    /// `versions_in_flight`.
    InFlight {
        /// The environment's prefix, `atendimento-dev`.
        #[arg(long)]
        prefix: String,
    },
    /// Takes a snapshot of a database and waits until it can be restored from. One of the same name is not taken again.
    Snapshot {
        /// The instance's identifier.
        #[arg(long)]
        instance: String,
        /// The release's name; the snapshot is called INSTANCE-RELEASE.
        #[arg(long)]
        release: String,
        /// How long it may take.
        #[arg(long, default_value = "45m", value_parser = duration)]
        within: Duration,
        /// Removes older snapshots of releases, but for so many.
        #[arg(long, value_name = "COUNT")]
        keep: Option<usize>,
    },
    /// Prints where every alias `live` leads.
    Aliases {
        /// The environment's prefix.
        #[arg(long)]
        prefix: String,
    },
    /// Points aliases back to where they led, if they lead elsewhere now.
    ShiftBack {
        /// What `release aliases` printed.
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Has the live version of the handler that migrates take away what its release's signatures do not name, unless an
    /// execution of an older version still runs.
    Contract {
        /// The environment's prefix.
        #[arg(long)]
        prefix: String,
        /// The handler's name.
        #[arg(long, default_value = "migrate_platform")]
        handler: String,
    },
    /// Fails as soon as an alarm of the environment sounds.
    Watch {
        /// The environment's prefix.
        #[arg(long)]
        prefix: String,
        /// For how long.
        #[arg(long = "for", value_parser = duration)]
        time: Duration,
        /// The pause between two looks.
        #[arg(long, default_value = "15s", value_parser = duration)]
        every: Duration,
    },
    /// Posts one message as a client would. The client's secret is in the variable SMOKE_CLIENT_SECRET.
    Smoke {
        /// The API's address.
        #[arg(long)]
        endpoint: String,
        /// Where tokens are issued.
        #[arg(long)]
        token_url: String,
        /// The client.
        #[arg(long)]
        client_id: String,
        /// The scope to ask for; without it, every scope that the client has.
        #[arg(long)]
        scope: Option<String>,
        /// The customer in whose name it writes.
        #[arg(long, default_value = "smoke-test")]
        customer: String,
    },
}

/// The pause between two looks at a snapshot.
const SNAPSHOT_PAUSE: Duration = Duration::from_secs(15);

/// The variable with the client's secret: on a command line, everybody on the machine would see it.
const SECRET: &str = "SMOKE_CLIENT_SECRET";

/// What went wrong, and the exit code.
struct Mistake(String, u8);

impl From<Failure> for Mistake {
    fn from(failure: Failure) -> Self {
        Self(failure.to_string(), failure.exit_code())
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    match run(CommandLine::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(Mistake(message, code)) => {
            say(&format!("error: {message}"));
            ExitCode::from(code)
        }
    }
}

async fn run(command: Command) -> Result<(), Mistake> {
    let aws = Aws::of_process();
    match command {
        Command::InFlight { prefix } => print(&in_flight(&aws.await, &prefix, &say).await?),
        Command::Aliases { prefix } => print(&aliases(&aws.await, &prefix).await?),
        Command::Contract { prefix, handler } => print(&contract(&aws.await, &prefix, &handler, &say).await?),
        Command::ShiftBack { to } => {
            let moves = shift_back(&aws.await, &read(&to)?, &say).await;
            print(&moves)?;
            match moves.failed.len() {
                0 => Ok(()),
                failed => Err(Mistake(format!("{failed} aliases were not moved"), 1)),
            }
        }
        Command::Snapshot {
            instance,
            release,
            within,
            keep,
        } => {
            let request = SnapshotRequest {
                instance,
                release,
                within,
                every: SNAPSHOT_PAUSE,
                keep,
            };
            print(&snapshot(&aws.await, &request, &say).await?)
        }
        Command::Watch { prefix, time, every } => {
            print(&watch(&aws.await, &prefix, Watch { time, every }, &say).await?)
        }
        Command::Smoke {
            endpoint,
            token_url,
            client_id,
            scope,
            customer,
        } => {
            let client_secret = std::env::var(SECRET)
                .ok()
                .filter(|secret| !secret.is_empty())
                .ok_or_else(|| Mistake(format!("the variable `{SECRET}` is not set"), 2))?;
            let wanted = Smoke {
                endpoint,
                token_url,
                client_id,
                client_secret: client_secret.into(),
                scope,
                customer,
            };
            print(&smoke(&wanted, &say).await?)
        }
    }
}

fn read(path: &Path) -> Result<Aliases, Mistake> {
    let wrong = |why: String| Mistake(format!("`{}`: {why}", path.display()), 2);
    let text = std::fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    serde_json::from_str(&text)
        .map_err(|error| wrong(format!("this is not what `release aliases` prints: {error}")))
}

fn print(answer: &impl Serialize) -> Result<(), Mistake> {
    let lost = |why: String| Mistake(format!("the answer cannot be printed: {why}"), 1);
    let text = serde_json::to_string_pretty(answer).map_err(|error| lost(error.to_string()))?;
    writeln!(std::io::stdout(), "{text}").map_err(|error| lost(error.to_string()))
}

/// Standard error may be closed; that ends nothing.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
