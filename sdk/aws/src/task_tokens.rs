//! The task tokens port on AWS Step Functions.

use crate::failure::port_error;
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sfn::Client;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use ferrovia::{ErrorEnvelope, TaskTokenValue, TaskTokens, TokenError};
use serde_json::Value;
use std::sync::OnceLock;

const SERVICE: &str = "Step Functions";

/// Answers the tasks of executions in the region of `config`. The token says which task, of which machine; whether the
/// role may answer there, Step Functions decides.
///
/// The SDK's retries are on. Should the word get lost that a first attempt got there, a second one is told
/// [`TokenError::Closed`].
pub struct StepFunctionsTokens {
    config: SdkConfig,
    /// Made at the first answer: no variable tells whether a function answers tokens, and a client takes milliseconds.
    client: OnceLock<Client>,
}

impl StepFunctionsTokens {
    /// Answers of the credentials in `config`.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            config: config.clone(),
            client: OnceLock::new(),
        }
    }

    fn client(&self) -> &Client {
        self.client.get_or_init(|| Client::new(&self.config))
    }
}

#[async_trait]
impl TaskTokens for StepFunctionsTokens {
    async fn succeed(&self, token: &TaskTokenValue, output: Value) -> Result<(), TokenError> {
        let request = self.client().send_task_success();
        let request = request.task_token(token.as_str()).output(output.to_string());
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| token_error(&error))
    }

    async fn fail(&self, token: &TaskTokenValue, error: ErrorEnvelope) -> Result<(), TokenError> {
        let request = self.client().send_task_failure().task_token(token.as_str());
        let request = request.cause(error.cause()).error(error.name);
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| token_error(&error))
    }

    async fn heartbeat(&self, token: &TaskTokenValue) -> Result<(), TokenError> {
        let request = self.client().send_task_heartbeat().task_token(token.as_str());
        request
            .send()
            .await
            .map(drop)
            .map_err(|error| token_error(&error))
    }
}

/// Why a token was not answered: <https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html>.
fn token_error<E: ProvideErrorMetadata>(error: &SdkError<E, HttpResponse>) -> TokenError {
    match error.as_service_error().and_then(ProvideErrorMetadata::code) {
        Some("TaskTimedOut") => TokenError::Closed,
        Some("TaskDoesNotExist") => TokenError::Unknown,
        Some("InvalidToken") => TokenError::Invalid,
        Some(_) | None => TokenError::Port(port_error(SERVICE, error)),
    }
}
