//! What keeps the platform from starting, in the words of whoever has to mend it.

use ferrovia_local::postgres::{DatabaseError, FindError};
use ferrovia_local::{ConfigurationError, DocumentError, KeyError, Misconfigured};
use std::error::Error;
use std::io;
use std::path::PathBuf;

/// A mistake in the configuration. Its message says what is wrong; [`Mistake::help`], what to do about it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Mistake {
    #[error("port {port} of the loopback interface cannot be had: {cause}")]
    Port { port: u16, cause: io::Error },
    #[error("the data folder `{path}` cannot be used: {cause}")]
    Folder { path: PathBuf, cause: io::Error },
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error("another `local` runs on the data folder `{0}`")]
    InUse(PathBuf),
    /// `--database` says in the finder's words what `DATABASE_URL` says.
    #[error("{}", .0.to_string().replace("`DATABASE_URL`", "`--database`"))]
    DatabaseFlag(FindError),
    #[error("{0}")]
    Server(FindError),
    #[error("the database cannot be brought up to date: {}", chain(.0))]
    Database(#[from] DatabaseError),
    #[error("the function `{function}` cannot enter the database in its role: {cause}")]
    Role { function: String, cause: sqlx::Error },
    #[error(transparent)]
    Document(#[from] DocumentError),
    #[error(transparent)]
    Configuration(#[from] ConfigurationError),
    #[error("the configuration `{0}` is given twice")]
    Twice(String),
    #[error("the app has problems")]
    App,
    #[error(transparent)]
    Functions(#[from] Misconfigured),
    #[error("{0}")]
    Endpoint(String),
    #[error("`{0}` is neither a tenant's short name nor its id")]
    Tenant(String),
    #[error("this machine denies {what}: {cause}")]
    Machine { what: &'static str, cause: io::Error },
}

impl Mistake {
    /// What to do about it, where the message does not say so.
    pub(crate) fn help(&self) -> Option<&str> {
        match self {
            Self::Port { .. } => Some("end what listens there, or choose another port: `--port 0` takes any"),
            Self::Folder { .. } => Some("choose a folder that you may write to: `--data DIR`"),
            Self::InUse(_) => Some("end it, or give this one a folder of its own: `--data DIR`"),
            Self::DatabaseFlag(_) => {
                Some("give `--database postgres://ROLE:PASSWORD@HOST:PORT/DATABASE`, or leave it out")
            }
            Self::Server(error) => Some(error.help()),
            Self::Database(_) => {
                Some("restore the migration that was changed, or begin anew with another `--data DIR`")
            }
            Self::Role { .. } => Some("enter as a role that may create roles, or leave `--database` out"),
            Self::Configuration(ConfigurationError::Name { .. }) => {
                Some("give `--configuration NAME=FILE` with a name that there is")
            }
            Self::Configuration(ConfigurationError::File { .. } | ConfigurationError::Document { .. }) => {
                Some("mend the file, or leave `--configuration` out to have the default")
            }
            Self::Twice(_) => Some("give `--configuration NAME=FILE` once for each name"),
            Self::App => Some("run `cargo run -p codegen`"),
            Self::Endpoint(_) => {
                Some("give `--llm http://HOST:PORT/v1`, or leave it out to have the stub answer")
            }
            Self::Tenant(_) => Some(
                "a short name has 2 to 40 lower-case letters, digits and hyphens; an id is `tenant_` and a UUID",
            ),
            Self::Functions(_) => Some("set what is missing, or leave it out to have the default"),
            Self::Key(_) | Self::Document(_) | Self::Machine { .. } => None,
        }
    }
}

/// An error with what caused it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
