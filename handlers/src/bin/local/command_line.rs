//! Arguments in, what is to be done out.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::str::FromStr;

/// The whole platform in one process: the API, the state machines that codegen emitted, PostgreSQL, the event bus, and
/// a language model or a stub of one.
#[derive(Debug, Parser)]
#[command(name = "local", version)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,

    #[command(flatten)]
    pub(crate) serve: Serve,

    /// The folder for everything that outlives a run: PostgreSQL's data and the key for tokens. Without it, `.data/local`
    /// in the repository
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

/// How the platform is to be served.
#[derive(Debug, Args)]
pub(crate) struct Serve {
    /// The port of the API, on the loopback interface; 0 is any that is free
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,

    /// A PostgreSQL to use instead of starting one, by a role that may create databases and roles. Without it,
    /// `DATABASE_URL`, Docker, and the machine's own programs are tried, in this order
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,

    /// An OpenAI-compatible endpoint, as `http://localhost:11434/v1`; its key, if it wants one, is in `OPENAI_API_KEY`.
    /// Without it, OpenAI itself if that key is set, or else a stub with scripted replies
    #[arg(long, value_name = "URL")]
    pub(crate) llm: Option<String>,

    /// The model to ask for at the endpoint, whichever the platform's code names
    #[arg(long, value_name = "NAME")]
    pub(crate) model: Option<String>,

    /// The file with a configuration's document, as JSON; read again whenever it is asked for. Without it, the document is the
    /// default. May be given once for each configuration
    #[arg(long, value_name = "NAME=FILE")]
    pub(crate) configuration: Vec<NamedFile>,

    /// The folder that codegen writes in. Without it, `terraform/stack` in the repository
    #[arg(long, value_name = "DIR")]
    pub(crate) stack: Option<PathBuf>,

    /// For tests, which cannot wait for a day: the signal USR1 ends every wait for a person as if its time were over
    #[arg(long)]
    pub(crate) skip_waits: bool,
}

/// `NAME=FILE`.
#[derive(Debug, Clone)]
pub(crate) struct NamedFile {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
}

impl FromStr for NamedFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((name, file)) if !name.is_empty() && !file.is_empty() => Ok(Self {
                name: name.to_owned(),
                file: file.into(),
            }),
            Some(_) | None => Err("write the configuration's name, `=`, and the file".to_owned()),
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Prints a token for the API, also for one that runs already on the same data folder
    Token(Token),
}

/// Whom a token is for.
#[derive(Debug, Args)]
pub(crate) struct Token {
    /// The tenant, by its short name, which is entered when the token is first used; or by its id, `tenant_…`
    #[arg(long, default_value = "acme")]
    pub(crate) tenant: String,

    /// The caller
    #[arg(long, default_value = "c-1041")]
    pub(crate) subject: String,

    /// What the caller may do
    #[arg(long, default_value = "messages:write messages:read")]
    pub(crate) scope: String,

    /// How long the token is good
    #[arg(long, default_value_t = 720, value_name = "MINUTES")]
    pub(crate) minutes: u32,
}
