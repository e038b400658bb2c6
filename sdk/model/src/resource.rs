//! Resources as data: a name, a kind, and what the kind needs to know.

use crate::{Payload, Source};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A PostgreSQL database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Database {
    /// Its name in PostgreSQL and in Terraform.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// The schema that holds its tables.
    pub schema: String,
    /// What makes its tables, in order.
    pub migrations: Vec<Migration>,
}

/// One step of a database's history, applied once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Migration {
    /// Its number: migrations run in ascending order.
    pub version: i64,
    /// What it does, in a few words.
    pub name: String,
    /// The SQL.
    pub sql: String,
}

/// A table in a database.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// Its name in SQL.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// The database it is in.
    pub database: String,
}

/// A language model, by purpose: which models may answer is in the code, which do is configuration.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LanguageModel {
    /// The purpose, `answer`.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// The models that may serve it; the first is the default.
    pub candidates: Vec<Candidate>,
}

/// One model that may serve a purpose.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Candidate {
    /// Who serves it.
    pub provider: Provider,
    /// The provider's name of the model.
    pub model: String,
}

impl Candidate {
    /// The name that configuration uses: `bedrock:amazon.nova-lite-v1:0`, `openai:gpt-4o-mini`.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.provider {
            Provider::Bedrock | Provider::BedrockProfile { .. } => format!("bedrock:{}", self.model),
            Provider::OpenAi { .. } => format!("openai:{}", self.model),
        }
    }
}

/// Who serves a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Amazon Bedrock, in the function's own region, authorised by IAM.
    Bedrock,
    /// Amazon Bedrock through an inference profile that AWS defines: it routes each call to one of several regions. Its
    /// name is the model's with the profile's geography before it, `us.amazon.nova-lite-v1:0`.
    BedrockProfile {
        /// Every region it may route to; AWS's documentation of the profile lists them.
        regions: Vec<String>,
    },
    /// Anything that speaks OpenAI's chat completions, authorised by a key.
    OpenAi {
        /// The secret that holds the key.
        secret: String,
    },
}

/// A secret whose value never passes through Terraform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
}

/// An `EventBridge` bus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EventBus {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
}

/// A type of event on a bus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// `detail-type`: the Rust type's name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// The bus it travels on.
    pub bus: String,
    /// `source`, as `EventBridge` means it: the publishing system, `atendimento.messages`.
    pub origin: String,
    /// What `detail` holds.
    pub detail: Payload,
}

/// An S3 bucket, whose objects go by themselves after a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// After how many days S3 deletes an object.
    pub expires_after_days: u32,
    /// Whether it is there for the keys of the API's token issuer alone: then routes that take tokens verify them by it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub token_keys: bool,
}

/// A document that operators change without a deployment of code, in `AppConfig`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// What it holds.
    pub document: Payload,
    /// What holds where nobody has said anything else.
    pub default: Value,
}

/// A number that handlers report, as a metric of CloudWatch's with an alarm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Gauge {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// What it counts in.
    pub unit: Unit,
    /// The alarm rings while it is above.
    pub alarm_above: u32,
    /// What whoever is rung up does.
    pub remedy: String,
}

/// What a gauge counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Things.
    Count,
    /// Seconds.
    Seconds,
}

impl Unit {
    /// CloudWatch's word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Seconds => "Seconds",
        }
    }
}

/// An SQS queue with a dead-letter queue behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// The doc comment.
    pub description: String,
    /// Where it is declared.
    #[serde(default)]
    pub source: Source,
    /// What a message holds.
    pub message: Payload,
}
