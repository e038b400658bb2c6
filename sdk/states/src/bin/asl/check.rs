//! `asl check`: a machine in, every problem of it out.

use crate::{Misuse, read};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use ferrovia_states::check::{Kind, check_text};
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

/// Finds what is wrong with a machine: what Step Functions would refuse, and what would fail when it runs.
///
/// Ends with 0 if nothing is wrong, 1 if something is, 2 if the file cannot be read.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The definition; `${placeholders}` are opaque text.
    machine: PathBuf,
    /// What kind of machine it is, `express` or `standard`: an Express machine cannot do everything.
    #[arg(long, value_parser = PossibleValuesParser::new(["express", "standard"]).map(|kind| kind_named(&kind)))]
    kind: Option<Kind>,
}

fn kind_named(name: &str) -> Kind {
    if name == "express" {
        Kind::Express
    } else {
        Kind::Standard
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Misuse> {
    let text = read(&arguments.machine)?;
    let file = arguments.machine.display().to_string();
    let problems = check_text(&text, arguments.kind);
    let mut report: String = problems
        .iter()
        .map(|problem| format!("{}\n\n", problem.in_file(&file)))
        .collect();
    report += &match problems.len() {
        0 => format!("{file}: no problems\n"),
        1 => "1 problem found\n".to_owned(),
        count => format!("{count} problems found\n"),
    };
    match io::stdout().write_all(report.as_bytes()) {
        // A reader that closes the pipe early (`| head`) has what it wanted.
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Misuse::File { path: file, error }),
        Ok(()) | Err(_) => Ok(ExitCode::from(u8::from(!problems.is_empty()))),
    }
}
