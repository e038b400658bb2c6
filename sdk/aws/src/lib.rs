//! The SDK's ports on AWS, and the runtime that answers Lambda's events.
//!
//! ```no_run
//! use ferrovia::{App, Env};
//! use ferrovia_aws::lambda::Function;
//!
//! # async fn example(app: App) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
//! let env = ferrovia_aws::bind(Env::of_process()).await;
//! // Here the binary binds the team's own ports.
//! Function::start(&app, env)?.serve().await?;
//! # Ok(())
//! # }
//! ```

pub mod api_gateway;
mod app_config;
mod bedrock;
pub mod cognito;
pub mod config;
pub mod database;
mod embedded_metrics;
mod event_bridge;
mod failure;
pub mod lambda;
mod migrator;
mod s3;
mod secrets_manager;
mod sqs;
mod step_functions;
mod task_tokens;
mod tokens;
mod variables;

pub use app_config::AppConfig;
pub use bedrock::BedrockModels;
pub use database::Database;
pub use embedded_metrics::EmbeddedMetrics;
pub use event_bridge::EventBridge;
pub use s3::S3;
pub use secrets_manager::SecretsManager;
pub use sqs::Sqs;
pub use step_functions::StepFunctions;
pub use task_tokens::StepFunctionsTokens;

use ferrovia::model::environment;
use ferrovia::{
    Buckets, Configurations, Env, EventPublisher, Gauges, Queues, Secrets, TaskTokens, WorkflowStarter,
};
use std::sync::Arc;

/// Binds the SDK's ports on AWS, as far as the variables show that they are needed: [`WorkflowStarter`] where there is
/// a `…_WORKFLOW_ARN`, [`EventPublisher`] with a `…_EVENT_BUS`, [`Queues`] with a `…_QUEUE_URL`, [`Buckets`] with a
/// `…_BUCKET`, [`Configurations`] with a `…_CONFIGURATION_ARN`, [`Gauges`] with `GAUGE_NAMESPACE`; [`Secrets`] and [`TaskTokens`] always. What is not needed
/// costs a cold start nothing.
///
/// Besides, it binds what binaries build their own adapters on: [`BedrockModels`], for
/// [`LanguageModels`](ferrovia::LanguageModels), and, where `DATABASE_URL` and its companions are usable,
/// [`Database`]. Nothing is connected yet. A variable that is missing is no error here:
/// [`Function::start`](lambda::Function::start) finds all of them at once.
pub async fn bind(env: Env) -> Env {
    config::install_tls_provider();
    let aws = config::load(&env).await;
    // A client takes milliseconds: it reads the machine's root certificates.
    let needed = |suffix: &str| env.names().any(|name| name.ends_with(suffix));
    let mut bound = env
        .clone()
        .bind::<dyn Secrets>(Arc::new(SecretsManager::new(&aws, env.clone())))
        .bind::<dyn TaskTokens>(Arc::new(StepFunctionsTokens::new(&aws)))
        .bind::<BedrockModels>(Arc::new(BedrockModels::new(&aws)));
    if needed(&environment::workflow_arn("")) {
        bound = bound.bind::<dyn WorkflowStarter>(Arc::new(StepFunctions::new(&aws, env.clone())));
    }
    if needed(&environment::event_bus("")) {
        bound = bound.bind::<dyn EventPublisher>(Arc::new(EventBridge::new(&aws, env.clone())));
    }
    if needed(&environment::queue_url("")) {
        bound = bound.bind::<dyn Queues>(Arc::new(Sqs::new(&aws, env.clone())));
    }
    if needed(&environment::bucket("")) {
        bound = bound.bind::<dyn Buckets>(Arc::new(S3::new(&aws, env.clone())));
    }
    if needed(&environment::configuration_arn("")) {
        bound = bound.bind::<dyn Configurations>(Arc::new(AppConfig::new(&aws, env.clone())));
    }
    if let Some(namespace) = env.optional(environment::GAUGE_NAMESPACE) {
        bound = bound.bind::<dyn Gauges>(Arc::new(EmbeddedMetrics::new(namespace)));
    }
    match Database::open(&env, &aws) {
        Ok(database) => bound.bind::<Database>(Arc::new(database)),
        Err(_) => bound,
    }
}
