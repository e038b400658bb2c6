//! A handler as data.

use crate::{ErrorResponse, Grant, Route, Source, Trigger, Type};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One handler: one Lambda function, one role, one database user.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// The Rust function's name.
    pub name: String,
    /// What it was called before, newest first. The oldest name is its [id](Function::id).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
    /// The handler's doc comment.
    pub description: String,
    /// Where the handler is written.
    #[serde(default)]
    pub source: Source,
    /// Lambda's timeout, in seconds (1 to 900).
    pub timeout_seconds: u32,
    /// Lambda's memory, in MiB (128 to 10,240).
    pub memory_mb: u32,
    /// What it takes.
    pub input: Payload,
    /// What it answers; of a step that waits, what comes of it: the outcome that whoever holds its token sends.
    pub output: Payload,
    /// How it fails.
    pub errors: Vec<ErrorVariant>,
    /// Its capabilities: the parameters after the input.
    pub parameters: Vec<Parameter>,
    /// The HTTP route, if it is reached through the API.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<Route>,
    /// How long its state waits for the outcome, if it hands its token to somebody: then it is given
    /// `{"input": …, "task_token": "…"}`, and what it answers itself is dropped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// What starts it by itself, if something does: then nothing else calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
}

/// How long a step waits for whoever holds its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// When it is given up, in seconds (1 to a year's).
    pub seconds: u32,
    /// When it is given up unless somebody says that they are at it, in seconds (less than `seconds`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heartbeat_seconds: Option<u32>,
}

impl Wait {
    /// The names under which a machine is told that the wait is over.
    #[must_use]
    pub fn timeouts(&self) -> Vec<String> {
        let heartbeat = self.heartbeat_seconds.map(|_| "States.HeartbeatTimeout");
        ["States.Timeout"]
            .into_iter()
            .chain(heartbeat)
            .map(str::to_owned)
            .collect()
    }
}

impl Function {
    /// What AWS and PostgreSQL know it by, whatever it is called now: the first name it had. The Lambda function, its
    /// role, its log and its database user are named so, since none of them can be renamed.
    #[must_use]
    pub fn id(&self) -> &str {
        self.was.last().unwrap_or(&self.name)
    }

    /// Whether `handler`, which a function's configuration names, is this one: by its id, or as it is called now.
    #[must_use]
    pub fn is_known_as(&self, handler: &str) -> bool {
        self.id() == handler || self.name == handler
    }

    /// Every grant of every parameter, in the order of the signature.
    pub fn grants(&self) -> impl Iterator<Item = &Grant> {
        self.parameters.iter().flat_map(|parameter| &parameter.grants)
    }

    /// The names under which a machine is told that the step took too long, or that it waited in vain, and the error that
    /// stands for it: a workflow can catch it. `None` if the function has no such error; its time-out then ends the
    /// workflow.
    #[must_use]
    pub fn time_out(&self) -> Option<(Vec<String>, &ErrorVariant)> {
        let error = self.errors.iter().find(|error| error.timeout.is_some())?;
        let names = match &self.wait {
            Some(wait) => wait.timeouts(),
            // The machine's clock and Lambda's are set to the same time: either may be first.
            None => ["States.Timeout", "Sandbox.Timedout"].map(str::to_owned).into(),
        };
        Some((names, error))
    }
}

/// A capability parameter: who asks, and for what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// The parameter's name.
    pub name: String,
    /// Its type as the author wrote it, `Read<Messages>`.
    pub ty: String,
    /// Where it is written.
    #[serde(default)]
    pub source: Source,
    /// What it permits. A composed capability permits several things; a port permits none.
    pub grants: Vec<Grant>,
}

/// A value that crosses a boundary: its shape, and its JSON Schema (2020-12, self-contained: definitions under
/// `$defs`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// The shape that workflows reason with.
    pub ty: Type,
    /// The schema that callers are shown.
    pub schema: Value,
}

/// One way a handler or workflow fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ErrorVariant {
    /// The error's name on the wire, `ModelError.Exhausted`: the Lambda error type, and what `Retry` and
    /// `Catch` match. It never changes on its way out of a workflow.
    pub name: String,
    /// The variant that holds it in the error enum, `Exhausted`; for an error absorbed by `#[from]` the path of
    /// variants, `Model.Exhausted`.
    pub path: String,
    /// The variant's doc comment.
    pub description: String,
    /// What it carries, as the `data` of the error's envelope.
    pub data: Type,
    /// How it is retried; `None` is final.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<Backoff>,
    /// If it tells that a wait ended without an answer: its message for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timeout: Option<String>,
    /// The problem that an API client sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<ErrorResponse>,
}

/// Step Functions' retry with exponential backoff and full jitter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Backoff {
    /// Retries after the first attempt.
    pub max_attempts: u32,
    /// Wait before the first retry, in seconds (at least 1).
    pub interval_seconds: u32,
    /// Factor from one wait to the next (at least 1.0).
    pub rate: f64,
    /// No wait is longer, in seconds.
    pub max_delay_seconds: u32,
}
