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
mod bedrock;
pub mod config;
pub mod database;
mod event_bridge;
mod failure;
pub mod lambda;
mod secrets_manager;
mod sqs;
mod step_functions;
mod variables;

pub use bedrock::BedrockModels;
pub use database::Database;
pub use event_bridge::EventBridge;
pub use secrets_manager::SecretsManager;
pub use sqs::Sqs;
pub use step_functions::StepFunctions;

use ferrovia::{Env, EventPublisher, Queues, Secrets, WorkflowStarter};
use std::sync::Arc;

/// Binds the ports [`WorkflowStarter`], [`EventPublisher`], [`Secrets`] and [`Queues`] on AWS.
///
/// Besides, it binds what binaries build their own adapters on: [`BedrockModels`], for
/// [`LanguageModels`](ferrovia::LanguageModels), and, where `DATABASE_URL` and its companions are usable,
/// [`Database`]. Nothing is connected yet. A variable that is missing is no error here:
/// [`Function::start`](lambda::Function::start) finds all of them at once.
pub async fn bind(env: Env) -> Env {
    config::install_tls_provider();
    let aws = config::load(&env).await;
    let database = Database::open(&env, &aws).ok();
    let bare = env.clone();
    let env = env
        .bind::<dyn WorkflowStarter>(Arc::new(StepFunctions::new(&aws, bare.clone())))
        .bind::<dyn EventPublisher>(Arc::new(EventBridge::new(&aws, bare.clone())))
        .bind::<dyn Secrets>(Arc::new(SecretsManager::new(&aws, bare.clone())))
        .bind::<dyn Queues>(Arc::new(Sqs::new(&aws, bare)))
        .bind::<BedrockModels>(Arc::new(BedrockModels::new(&aws)));
    match database {
        Some(database) => env.bind::<Database>(Arc::new(database)),
        None => env,
    }
}
