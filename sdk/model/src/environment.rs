//! Grants in, environment variables out: the names that codegen sets and the run time reads.

use crate::{App, Grant, Provider};
use std::collections::BTreeSet;

/// The database's URL, without a password where IAM authenticates.
pub const DATABASE_URL: &str = "DATABASE_URL";

/// How the database authenticates: `password` (the default), `iam`, or, for the handler that migrates it, `secret`.
pub const DATABASE_AUTHENTICATION: &str = "DATABASE_AUTHENTICATION";

/// The secret with the name and password of the database's master user, as the ports know it; its ARN is in
/// `DATABASE_MASTER_SECRET_ARN`.
pub const DATABASE_MASTER: &str = "database_master";

/// Database connections that one instance of a function opens at most. An instance serves one event at a time; a second
/// connection would only take one from another instance. The plan of a stack multiplies it by the reserved concurrency.
pub const CONNECTIONS_PER_INSTANCE: u32 = 1;

/// Where OpenAI-compatible models are served; OpenAI's own address if it is not set.
pub const OPENAI_BASE_URL: &str = "OPENAI_BASE_URL";

/// The issuer of the access tokens that the API takes, as their `iss` says.
pub const TOKEN_ISSUER: &str = "TOKEN_ISSUER";

/// The ids of the clients whose access tokens the API takes, separated by commas.
pub const TOKEN_CLIENTS: &str = "TOKEN_CLIENTS";

/// `ANSWER_MODEL`: the active candidates of a language model, in order, separated by commas.
#[must_use]
pub fn model(name: &str) -> String {
    format!("{}_MODEL", upper(name))
}

/// `OPENAI_API_KEY_SECRET_ARN`: where a secret's value is to be read. Its value itself may stand in
/// `OPENAI_API_KEY` on a laptop.
#[must_use]
pub fn secret_arn(name: &str) -> String {
    format!("{}_SECRET_ARN", upper(name))
}

/// `OPENAI_API_KEY`: a secret's value, on a laptop and in tests.
#[must_use]
pub fn secret_value(name: &str) -> String {
    upper(name)
}

/// `PLATFORM_EVENT_BUS`: an event bus's name.
#[must_use]
pub fn event_bus(name: &str) -> String {
    format!("{}_EVENT_BUS", upper(name))
}

/// `ANSWER_MESSAGE_WORKFLOW_ARN`: the state machine's alias.
#[must_use]
pub fn workflow_arn(name: &str) -> String {
    format!("{}_WORKFLOW_ARN", upper(name))
}

/// `REDRIVE_QUEUE_URL`: a queue's URL.
#[must_use]
pub fn queue_url(name: &str) -> String {
    format!("{}_QUEUE_URL", upper(name))
}

/// `EXPORTS_BUCKET`: a bucket's name.
#[must_use]
pub fn bucket(name: &str) -> String {
    format!("{}_BUCKET", upper(name))
}

/// `FLAG_DEFAULTS_CONFIGURATION_ARN`: a configuration's ARN, with the ids of its application, environment and profile.
#[must_use]
pub fn configuration_arn(name: &str) -> String {
    format!("{}_CONFIGURATION_ARN", upper(name))
}

/// The namespace of the gauges' metrics in CloudWatch: the prefix of every physical name.
pub const GAUGE_NAMESPACE: &str = "GAUGE_NAMESPACE";

/// The variables that a grant needs.
#[must_use]
pub fn of_grant(app: &App, grant: &Grant) -> BTreeSet<String> {
    match grant {
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_) => [DATABASE_URL.to_owned(), DATABASE_AUTHENTICATION.to_owned()].into(),
        Grant::InvokeModel(name) => {
            let secrets = app
                .language_models
                .iter()
                .filter(|model| &model.name == name)
                .flat_map(|model| &model.candidates)
                .flat_map(|candidate| match &candidate.provider {
                    Provider::OpenAi { secret } => vec![secret_arn(secret), OPENAI_BASE_URL.to_owned()],
                    Provider::Bedrock | Provider::BedrockProfile { .. } => Vec::new(),
                });
            secrets.chain([model(name)]).collect()
        }
        Grant::ReadSecret(name) => [secret_arn(name)].into(),
        Grant::PublishEvent(name) => app
            .events
            .iter()
            .filter(|event| &event.name == name)
            .map(|event| event_bus(&event.bus))
            .collect(),
        Grant::StartWorkflow(name) | Grant::LaunchWorkflow(name) => [workflow_arn(name)].into(),
        Grant::SendQueue(name) => [queue_url(name)].into(),
        Grant::ReadBucket(name) | Grant::WriteBucket(name) | Grant::EraseBucket(name) => {
            [bucket(name)].into()
        }
        Grant::VerifyTokens(name) => [bucket(name), TOKEN_ISSUER.to_owned(), TOKEN_CLIENTS.to_owned()].into(),
        Grant::RefreshTokenKeys(name) => [bucket(name), TOKEN_ISSUER.to_owned()].into(),
        Grant::ReadConfiguration(name) => [configuration_arn(name)].into(),
        Grant::ReportGauge(_) => [GAUGE_NAMESPACE.to_owned()].into(),
        // The token says which task, of which machine.
        Grant::CompleteStep(_) => BTreeSet::new(),
        Grant::MigrateDatabase(_) => [
            DATABASE_URL.to_owned(),
            DATABASE_AUTHENTICATION.to_owned(),
            secret_arn(DATABASE_MASTER),
        ]
        .into(),
    }
}

fn upper(name: &str) -> String {
    name.replace('-', "_").to_uppercase()
}
