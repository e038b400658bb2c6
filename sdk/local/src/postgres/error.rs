//! What can go wrong while a server is found or a database is made, in the words of whoever has to mend it.

use std::{fmt, io, path::PathBuf};

/// Why there is no server. Its message says what happened; [`FindError::help`] says what to do about it.
#[derive(thiserror::Error)]
pub enum FindError {
    /// `FERROVIA_POSTGRES` has a value that means nothing.
    #[error("`FERROVIA_POSTGRES` is `{value}`, which is none of `url`, `docker` and `binaries`")]
    UnknownSource {
        /// The value as it was found.
        value: String,
    },
    /// The server was to come from `DATABASE_URL` alone, which is not there.
    #[error("the server is to come from `DATABASE_URL`, which is not set")]
    UrlNotSet,
    /// `DATABASE_URL` cannot be read.
    #[error("`DATABASE_URL` is not a PostgreSQL URL: {cause}")]
    UrlMalformed {
        /// What is wrong with it.
        cause: String,
    },
    /// `DATABASE_URL` names a server that does not let us in.
    #[error("`DATABASE_URL` names `{address}`, where no session could be opened: {cause}")]
    UrlUnreachable {
        /// The URL without its password.
        address: String,
        /// What the connection attempt said.
        cause: String,
    },
    /// `DATABASE_URL` names a role that cannot make the databases that tests need.
    #[error("`DATABASE_URL` names the role `{role}`, which may not create databases")]
    MayNotCreateDatabases {
        /// The role.
        role: String,
    },
    /// `DATABASE_URL` names a server that lacks what we rely on.
    #[error("`DATABASE_URL` names a PostgreSQL {version}, and at least 13 is needed")]
    TooOld {
        /// The server's version.
        version: String,
    },
    /// Docker is not there, cannot get the image, or the container did not come up.
    #[error("Docker gave no server from the image `{image}`: {cause}")]
    Docker {
        /// The image that was asked for.
        image: String,
        /// What Docker or the container said.
        cause: String,
    },
    /// This build has no Docker support.
    #[error("Docker is left out of this build: the feature `testcontainers` is off")]
    DockerLeftOut,
    /// No folder holds both programs, in a version we can use.
    #[error("no folder has both `initdb` and `postgres`, version 13 or later")]
    NoBinaries,
    /// PostgreSQL refuses to run as root, and there is nobody else to run it.
    #[error("PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as")]
    NoAccount,
    /// PostgreSQL refuses to run as root, and who is to run it cannot get to the data.
    #[error("the account that runs PostgreSQL, since root may not, cannot enter `{folder}`")]
    Closed {
        /// The folder for the data.
        folder: PathBuf,
    },
    /// A folder or process of the server could not be made.
    #[error("could not {step} `{path}`: {cause}")]
    Machine {
        /// What was attempted.
        step: &'static str,
        /// On what.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// The folder for the data is another server's at the moment.
    #[error("another process runs the server of `{folder}`")]
    InUse {
        /// The folder.
        folder: PathBuf,
    },
    /// `initdb` made no cluster.
    #[error("`initdb` of PostgreSQL {version} failed: {output}")]
    Initdb {
        /// Its version.
        version: String,
        /// The end of what it printed.
        output: String,
    },
    /// `postgres` ended, or never answered.
    #[error("`postgres` {version} did not come up: {output}")]
    Postgres {
        /// Its version.
        version: String,
        /// The end of its log.
        output: String,
    },
    /// Every place was looked at.
    #[error("no PostgreSQL: `DATABASE_URL` is not set; {docker}; {binaries}")]
    Nothing {
        /// Why not from Docker.
        docker: Box<FindError>,
        /// Why not from the machine's own binaries.
        binaries: Box<FindError>,
    },
}

impl FindError {
    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &'static str {
        match self {
            Self::UnknownSource { .. } => {
                "unset `FERROVIA_POSTGRES` to take the first server that can be had"
            }
            Self::UrlNotSet | Self::UrlMalformed { .. } => {
                "set `DATABASE_URL` to `postgres://ROLE:PASSWORD@HOST:PORT/DATABASE`"
            }
            Self::UrlUnreachable { .. } => {
                "start that server or correct `DATABASE_URL`; unset it to have a server started for you"
            }
            Self::MayNotCreateDatabases { .. } => "`ALTER ROLE … CREATEDB`, or name another role",
            Self::TooOld { .. } => "unset `DATABASE_URL` to have a newer server started for you",
            Self::Docker { .. } => {
                "start Docker, or set `FERROVIA_POSTGRES_IMAGE` to an image that can be had from here"
            }
            Self::DockerLeftOut => "turn the feature on, or unset `FERROVIA_POSTGRES`",
            Self::NoBinaries => {
                "install PostgreSQL (`apt-get install postgresql`, `brew install postgresql@16`), or put its \
                 programs in `PATH`"
            }
            Self::NoAccount => "make an account `postgres`, or do not run as root",
            Self::Closed { .. } => "give a folder that any account may enter, with all folders above it",
            Self::Machine { .. } | Self::Initdb { .. } | Self::Postgres { .. } => {
                "set `DATABASE_URL` to use a server of your own instead"
            }
            Self::InUse { .. } => "end that process, or give another folder",
            // The programs are there: what hinders them is nearer than another source.
            Self::Nothing { binaries, .. } if !matches!(**binaries, Self::NoBinaries) => binaries.help(),
            Self::Nothing { .. } => {
                "set `DATABASE_URL`, start Docker, or install PostgreSQL (`apt-get install postgresql`, \
                 `brew install postgresql@16`)"
            }
        }
    }
}

/// With the advice: this is what a failed test prints.
impl fmt::Debug for FindError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{self}\n  help: {}", self.help())
    }
}

/// Why there is no database, though there is a server.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// No session on the server or the database.
    #[error("no session on `{address}`")]
    Connect {
        /// The URL without its password.
        address: String,
        /// What the attempt said.
        source: sqlx::Error,
    },
    /// The template's own migrations failed. Nothing is kept of them.
    #[error("template `{template}` could not be migrated")]
    Migrate {
        /// The name given to [`crate::postgres::Template::new`].
        template: String,
        /// What they said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The server refused to make, rename or mark a database.
    #[error("could not {step} `{database}`")]
    Refused {
        /// What was attempted.
        step: &'static str,
        /// On which database.
        database: String,
        /// What the server said.
        source: sqlx::Error,
    },
}
