//! What the SDK's capabilities need from outside. `ferrovia-aws` implements these on AWS, `ferrovia-local` on a
//! laptop; the binary binds one of each in its [`Env`](crate::Env).

use crate::{
    AcquireError, ErrorEnvelope, MigrateError, Migrated, Phase, TaskTokenValue, language_model::ChatModel,
};
use async_trait::async_trait;
use bytes::Bytes;
use ferrovia_model::{Candidate, Kind, Unit};
use secrecy::SecretString;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// Why something outside did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PortError {
    /// It asks for fewer requests; the same one may succeed later.
    #[error("throttled by {service}")]
    Throttled {
        /// Who.
        service: &'static str,
    },
    /// It did not answer in time; what it did is unknown.
    #[error("{service} did not answer in time")]
    TimedOut {
        /// Who.
        service: &'static str,
    },
    /// It cannot be reached or is broken; the same request may succeed later.
    #[error("{service} is unavailable: {detail}")]
    Unavailable {
        /// Who.
        service: &'static str,
        /// What it said.
        detail: String,
    },
    /// It refuses this request, and will again.
    #[error("{service} refused: {detail}")]
    Refused {
        /// Who.
        service: &'static str,
        /// What it said.
        detail: String,
    },
    /// It took only some of the entries; these are the others, by position.
    #[error("{service} refused {} of the entries", failed.len())]
    Partial {
        /// Who.
        service: &'static str,
        /// Position and reason of each entry that was not taken.
        failed: Vec<(usize, String)>,
    },
    /// A value that should travel is not JSON.
    #[error("cannot be written as JSON: {0}")]
    Encoding(String),
}

/// Opens language models.
pub trait LanguageModels: Send + Sync {
    /// A client for one candidate.
    ///
    /// # Errors
    /// [`AcquireError`] if its configuration is missing.
    fn open(&self, candidate: &Candidate) -> Result<Arc<dyn ChatModel>, AcquireError>;
}

/// Reads secrets.
#[async_trait]
pub trait Secrets: Send + Sync {
    /// The current value of the secret.
    ///
    /// # Errors
    /// [`PortError`] if the store cannot be reached or refuses.
    async fn value(&self, name: &str) -> Result<SecretString, PortError>;
}

/// Publishes events.
#[async_trait]
pub trait EventPublisher: Send + Sync {
    /// Publishes `details` on bus `bus`, in any number; adapters batch.
    ///
    /// # Errors
    /// [`PortError::Partial`] names the entries that were not taken; the others are published.
    async fn publish(
        &self,
        bus: &str,
        origin: &str,
        detail_type: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError>;
}

/// How an execution ended.
#[derive(Debug, Clone, PartialEq)]
pub enum ExecutionOutcome {
    /// With this output.
    Succeeded(Value),
    /// With this error and cause.
    Failed {
        /// The error's name.
        error: String,
        /// Its cause: an error's envelope, or whatever text the service gave.
        cause: String,
    },
    /// Given up by the machine's own time-out.
    TimedOut,
    /// A Standard execution was started; it goes on.
    Started {
        /// The execution's ARN.
        execution: String,
    },
}

/// Starts workflows.
#[async_trait]
pub trait WorkflowStarter: Send + Sync {
    /// Starts the workflow: waits for an Express execution, starts a Standard one. `execution` names it; Standard
    /// executions of one name are one.
    ///
    /// # Errors
    /// [`PortError`] if it could not be started. A failed execution is an outcome, not an error.
    async fn start(
        &self,
        workflow: &str,
        kind: Kind,
        execution: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError>;

    /// Starts the workflow, whatever its kind, and waits for nothing. Its execution's ARN.
    ///
    /// # Errors
    /// [`PortError`] if it could not be started.
    async fn launch(&self, workflow: &str, execution: &str, input: Value) -> Result<String, PortError>;
}

/// Why a token was not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// The task was answered before, or its time is over, or its execution has ended.
    #[error("the task waits no longer")]
    Closed,
    /// There is no such task, or no longer any trace of it.
    #[error("there is no such task")]
    Unknown,
    /// This is no token.
    #[error("this is no task token")]
    Invalid,
    /// The answer did not get there; whether the task still waits is unknown.
    #[error(transparent)]
    Port(#[from] PortError),
}

/// Answers tasks that wait for it. A repeated answer finds its task closed, even if the first one did not hear that it
/// had got there.
#[async_trait]
pub trait TaskTokens: Send + Sync {
    /// Ends the task with `output`.
    ///
    /// # Errors
    /// [`TokenError`] if the task did not take it.
    async fn succeed(&self, token: &TaskTokenValue, output: Value) -> Result<(), TokenError>;

    /// Lets the task fail with `error`: its name, and [`ErrorEnvelope::cause`] as the cause.
    ///
    /// # Errors
    /// [`TokenError`] if the task did not take it.
    async fn fail(&self, token: &TaskTokenValue, error: ErrorEnvelope) -> Result<(), TokenError>;

    /// Begins the task's time between heartbeats anew.
    ///
    /// # Errors
    /// [`TokenError`] if the task did not take it.
    async fn heartbeat(&self, token: &TaskTokenValue) -> Result<(), TokenError>;
}

/// Keeps objects in buckets.
#[async_trait]
pub trait Buckets: Send + Sync {
    /// An object's content; `None` if there is no such object.
    ///
    /// # Errors
    /// [`PortError`].
    async fn get(&self, bucket: &str, key: &str) -> Result<Option<Bytes>, PortError>;

    /// A URL by which anybody can read the object until `lifetime` is over.
    ///
    /// # Errors
    /// [`PortError`].
    async fn link(&self, bucket: &str, key: &str, lifetime: Duration) -> Result<String, PortError>;

    /// Puts an object there, in the place of one with this key if there is one.
    ///
    /// # Errors
    /// [`PortError`]; what was there is there still.
    async fn put(&self, bucket: &str, key: &str, content_type: &str, content: Bytes)
    -> Result<(), PortError>;

    /// Deletes an object, if there is one.
    ///
    /// # Errors
    /// [`PortError`].
    async fn delete(&self, bucket: &str, key: &str) -> Result<(), PortError>;
}

/// Whether a document is of the type that its reader expects; why not, if it is not.
pub type Fits<'a> = &'a (dyn Fn(&Value) -> Result<(), String> + Send + Sync);

/// Holds what operators say in configurations.
#[async_trait]
pub trait Configurations: Send + Sync {
    /// The newest document of `configuration` that `fits`, as far as it is known; `None` if there has been none yet. It waits
    /// no longer than a request can bear: an adapter asks at most once a minute, keeps the last document that fitted, and
    /// logs why there is none newer. A configuration has one reader's type, so what fitted once fits always.
    async fn newest(&self, configuration: &str, fits: Fits<'_>) -> Option<Value>;
}

/// Tells somebody how high gauges are.
pub trait Gauges: Send + Sync {
    /// `gauge` is at `value` now.
    fn report(&self, gauge: &str, unit: Unit, value: u64);
}

/// Sends to queues.
#[async_trait]
pub trait Queues: Send + Sync {
    /// Sends one message.
    ///
    /// # Errors
    /// [`PortError`] if it was not taken.
    async fn send(&self, queue: &str, message: Value) -> Result<(), PortError>;
}

/// Brings databases up to date.
#[async_trait]
pub trait Migrator: Send + Sync {
    /// Does one half of the work on a database, in one transaction: all of it, or nothing.
    ///
    /// # Errors
    /// [`MigrateError`] if the database is as it was.
    async fn migrate(&self, database: &str, phase: Phase) -> Result<Migrated, MigrateError>;
}
