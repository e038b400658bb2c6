//! Why a command did not do what it was asked.

use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error;

/// Why a command ended without success. Whoever calls it in a script tells the two apart by the exit code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// What was asked about is not as it has to be: an alarm, a test that failed, something that is missing.
    #[error("{0}")]
    Unfulfilled(String),
    /// A service did not do what it was asked, or could not be asked.
    #[error("cannot {doing}: {detail}")]
    Service {
        /// What was to be done, `list the state machines`.
        doing: String,
        /// What it said.
        detail: String,
    },
}

impl Failure {
    /// The process's exit code: 1 if something is not as it has to be, 3 if a service could not be asked. 2 is a wrong
    /// command line.
    #[must_use]
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Unfulfilled(_) => 1,
            Self::Service { .. } => 3,
        }
    }
}

/// The failure of a call of AWS while `doing` something.
pub(crate) fn service<E>(doing: impl Into<String>, error: E) -> Failure
where
    E: ProvideErrorMetadata + Error,
{
    let detail = match (error.code(), error.message()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        (None, _) => causes(&error),
    };
    Failure::Service {
        doing: doing.into(),
        detail,
    }
}

/// An error with everything that caused it: the SDK's own first words say little.
pub(crate) fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
