//! What one capability permits. From one grant come the IAM statement, the SQL `GRANT`, the variables, the
//! network need and the row in the permission report.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A verb on a noun. Every consumer matches without `_ =>`, so a new verb breaks each place that must know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grant {
    /// `SELECT` on a table.
    ReadTable(String),
    /// `INSERT` into a table.
    AppendTable(String),
    /// `SELECT` and `UPDATE` on a table.
    UpdateTable(String),
    /// `SELECT`, `INSERT` and `UPDATE` on a table.
    WriteTable(String),
    /// `DELETE` from a table.
    EraseTable(String),
    /// Calling any of a language model's candidates.
    InvokeModel(String),
    /// Reading a secret's value.
    ReadSecret(String),
    /// Publishing one type of event on its bus.
    PublishEvent(String),
    /// Starting a workflow; an Express one is waited for.
    StartWorkflow(String),
    /// Starting a workflow, of either kind, that nobody waits for.
    LaunchWorkflow(String),
    /// Sending to a queue.
    SendQueue(String),
    /// Reading a bucket's objects, and handing out links to them.
    ReadBucket(String),
    /// Putting objects into a bucket.
    WriteBucket(String),
    /// Deleting a bucket's objects.
    EraseBucket(String),
    /// Reading the keys of the token issuer in a bucket, and knowing whose tokens are good. No parameter asks for it: a
    /// route's scopes do.
    VerifyTokens(String),
    /// Asking the token issuer for its keys, and putting them into a bucket.
    RefreshTokenKeys(String),
    /// Reading a configuration's document.
    ReadConfiguration(String),
    /// Reporting a gauge's value.
    ReportGauge(String),
    /// Answering for a step that waits, by its handler's name.
    CompleteStep(String),
    /// Applying a database's migrations and every function's rights in it, as the database's master user.
    MigrateDatabase(String),
}

/// The noun of a grant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject<'a> {
    /// A table.
    Table(&'a str),
    /// A language model.
    LanguageModel(&'a str),
    /// A secret.
    Secret(&'a str),
    /// An event.
    Event(&'a str),
    /// A workflow.
    Workflow(&'a str),
    /// A queue.
    Queue(&'a str),
    /// A bucket.
    Bucket(&'a str),
    /// A configuration.
    Configuration(&'a str),
    /// A gauge.
    Gauge(&'a str),
    /// A step that waits.
    WaitingStep(&'a str),
    /// A database as a whole.
    Database(&'a str),
}

impl Grant {
    /// The noun.
    #[must_use]
    pub fn subject(&self) -> Subject<'_> {
        match self {
            Self::ReadTable(name)
            | Self::AppendTable(name)
            | Self::UpdateTable(name)
            | Self::WriteTable(name)
            | Self::EraseTable(name) => Subject::Table(name),
            Self::InvokeModel(name) => Subject::LanguageModel(name),
            Self::ReadSecret(name) => Subject::Secret(name),
            Self::PublishEvent(name) => Subject::Event(name),
            Self::StartWorkflow(name) | Self::LaunchWorkflow(name) => Subject::Workflow(name),
            Self::SendQueue(name) => Subject::Queue(name),
            Self::ReadBucket(name)
            | Self::WriteBucket(name)
            | Self::EraseBucket(name)
            | Self::VerifyTokens(name)
            | Self::RefreshTokenKeys(name) => Subject::Bucket(name),
            Self::ReadConfiguration(name) => Subject::Configuration(name),
            Self::ReportGauge(name) => Subject::Gauge(name),
            Self::CompleteStep(name) => Subject::WaitingStep(name),
            Self::MigrateDatabase(name) => Subject::Database(name),
        }
    }

    /// Whether the noun is a table: then the function is a user of the database that holds it.
    #[must_use]
    pub const fn is_on_table(&self) -> bool {
        match self {
            Self::ReadTable(_)
            | Self::AppendTable(_)
            | Self::UpdateTable(_)
            | Self::WriteTable(_)
            | Self::EraseTable(_) => true,
            Self::InvokeModel(_)
            | Self::ReadSecret(_)
            | Self::PublishEvent(_)
            | Self::StartWorkflow(_)
            | Self::LaunchWorkflow(_)
            | Self::SendQueue(_)
            | Self::ReadBucket(_)
            | Self::WriteBucket(_)
            | Self::EraseBucket(_)
            | Self::VerifyTokens(_)
            | Self::RefreshTokenKeys(_)
            | Self::ReadConfiguration(_)
            | Self::ReportGauge(_)
            | Self::CompleteStep(_)
            | Self::MigrateDatabase(_) => false,
        }
    }

    /// The verb, as authors write it.
    #[must_use]
    pub const fn verb(&self) -> &'static str {
        match self {
            Self::ReadTable(_) | Self::ReadSecret(_) | Self::ReadBucket(_) | Self::ReadConfiguration(_) => {
                "Read"
            }
            Self::AppendTable(_) => "Append",
            Self::UpdateTable(_) => "Update",
            Self::WriteTable(_) | Self::WriteBucket(_) => "Write",
            Self::EraseTable(_) | Self::EraseBucket(_) => "Erase",
            Self::InvokeModel(_) => "Invoke",
            Self::PublishEvent(_) => "Publish",
            Self::StartWorkflow(_) => "Start",
            Self::LaunchWorkflow(_) => "Launch",
            Self::SendQueue(_) => "Send",
            Self::ReportGauge(_) => "Report",
            Self::VerifyTokens(_) => "scopes",
            Self::RefreshTokenKeys(_) => "Refresh",
            Self::CompleteStep(_) => "Complete",
            Self::MigrateDatabase(_) => "Migrate",
        }
    }
}

impl Subject<'_> {
    /// The kind, in words.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Table(_) => "table",
            Self::LanguageModel(_) => "language model",
            Self::Secret(_) => "secret",
            Self::Event(_) => "event",
            Self::Workflow(_) => "workflow",
            Self::Queue(_) => "queue",
            Self::Bucket(_) => "bucket",
            Self::Configuration(_) => "configuration",
            Self::Gauge(_) => "gauge",
            Self::WaitingStep(_) => "waiting step",
            Self::Database(_) => "database",
        }
    }

    /// The name.
    #[must_use]
    pub const fn name(&self) -> &str {
        match self {
            Self::Table(name)
            | Self::LanguageModel(name)
            | Self::Secret(name)
            | Self::Event(name)
            | Self::Workflow(name)
            | Self::Queue(name)
            | Self::Bucket(name)
            | Self::Configuration(name)
            | Self::Gauge(name)
            | Self::WaitingStep(name)
            | Self::Database(name) => name,
        }
    }
}

impl fmt::Display for Subject<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind(), self.name())
    }
}
