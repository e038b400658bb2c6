//! Arguments in, what is to be done out.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use evals::cassette::Mode;

/// How good the platform's answers are.
///
/// Exit codes: 0 the gate is open; 1 it is closed; 2 the command line is wrong; 3 a suite, a cassette or a baseline is; 4 a
/// file cannot be written.
#[derive(Debug, Parser)]
#[command(name = "evals", version)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Runs suites through what production runs, grades, and compares with the baselines
    ///
    /// Suites that are run together are one sample: the more cases, the smaller the fall that the gate can see.
    Run(Run),

    /// Writes a suite for another tool
    #[command(subcommand)]
    Export(Export),

    /// Prints the guardrails' figures on corpora of attacks, dialogues and personal data
    ///
    /// Attack success after the output's guard against a stub that complies with every attack, false alarms on real agents'
    /// answers, and precision and recall of each kind of personal data; and what these figures do not show.
    Guards {
        /// The folder with the corpora
        folder: PathBuf,
        /// Also prints what was missed in the half that the guards were tuned on
        #[arg(long)]
        misses: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// A promptfooconfig.yaml with the messages that production sends, for promptfoo's viewer and providers
    Promptfoo {
        /// The name of a suite below handlers/evals/suites, or the path of a .jsonl file
        suite: String,
        /// The version of the prompt that answers; the one that most conversations get without
        #[arg(long, value_name = "VERSION")]
        prompt: Option<String>,
        /// The file
        #[arg(long, default_value = "promptfooconfig.yaml", value_name = "FILE")]
        out: PathBuf,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Names of suites below handlers/evals/suites, or paths of .jsonl files
    #[arg(required = true, value_name = "SUITE")]
    pub(crate) suites: Vec<String>,

    /// What answers: `reference`, the rule-following stand-in; or `openai:NAME`, a model at `OPENAI_BASE_URL` (OpenAI itself
    /// without) by the key in `OPENAI_API_KEY`
    #[arg(long, default_value = "reference", value_name = "MODEL")]
    pub(crate) model: String,

    /// What judges where a case has a rubric; the model itself without
    #[arg(long, value_name = "MODEL")]
    pub(crate) judge: Option<String>,

    /// The version of the prompt that answers; the one that most conversations get without
    #[arg(long, value_name = "VERSION")]
    pub(crate) prompt: Option<String>,

    /// Where replies come from
    #[arg(long, value_enum, default_value = "replay")]
    pub(crate) mode: Mode,

    /// The folder with the cassettes. Without it, handlers/evals/cassettes
    #[arg(long, value_name = "DIR")]
    pub(crate) cassettes: Option<PathBuf>,

    /// The folder with the baselines, one `SUITE.json` each. Without it, handlers/evals/baselines
    #[arg(long, value_name = "DIR")]
    pub(crate) baseline: Option<PathBuf>,

    /// Makes these results the baseline
    #[arg(long)]
    pub(crate) save_baseline: bool,

    /// What every suite must come to, from 0 to 1. Without it, what floors.json says beside the suites
    #[arg(long, value_name = "SHARE")]
    pub(crate) floor: Option<f64>,

    /// A folder for report.json, report.md, junit.xml and chart.svg
    #[arg(long, value_name = "DIR")]
    pub(crate) report: Option<PathBuf>,

    /// How many cases are under way at once
    #[arg(long, default_value_t = 4, value_name = "N")]
    pub(crate) concurrent: usize,
}
