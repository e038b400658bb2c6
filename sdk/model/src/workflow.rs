//! A workflow as data: the transcript of an `async fn`, before it is resolved into a [`Flow`].

pub mod flow;
mod resolve;
pub mod transcript;

pub use flow::{Action, Flow};
pub(crate) use resolve::resolve;
pub use transcript::{Comparison, Operator, Transcript};

use crate::{ErrorVariant, Payload, Source};
use serde::{Deserialize, Serialize};

/// One workflow: one Step Functions state machine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Workflow {
    /// The Rust function's name.
    pub name: String,
    /// What it was called before, newest first. The oldest name is its [id](Workflow::id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// The doc comment.
    pub description: String,
    /// Where it is written.
    #[serde(default)]
    pub source: Source,
    /// Express or Standard; it cannot be changed once deployed.
    pub kind: Kind,
    /// When the execution is given up, in seconds.
    pub timeout_seconds: u32,
    /// What it takes.
    pub input: Payload,
    /// What it answers.
    pub output: Payload,
    /// How it fails.
    pub errors: Vec<ErrorVariant>,
    /// Its body.
    pub body: Transcript,
}

impl Workflow {
    /// What AWS knows it by, whatever it is called now: the first name it had. The machine, its role and its log are
    /// named so, since none of them can be renamed.
    #[must_use]
    pub fn id(&self) -> &str {
        self.was.last().unwrap_or(&self.name)
    }
}

/// The two kinds of Step Functions machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// At most five minutes, may be waited for, no task tokens, not deduplicated by name.
    Express,
    /// At most a year, deduplicated by name, may wait for a task token.
    Standard,
}
