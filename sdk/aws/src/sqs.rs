//! The queues port on Amazon SQS.

use crate::failure::{port_error, refused};
use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_sqs::Client;
use ferrovia::model::environment;
use ferrovia::{Env, PortError, Queues};
use serde_json::Value;

const SERVICE: &str = "SQS";

/// Sends to the queues whose URLs stand in the variables `<NAME>_QUEUE_URL`.
pub struct Sqs {
    client: Client,
    env: Env,
}

impl Sqs {
    /// A sender for the queues that `env` names.
    #[must_use]
    pub fn new(config: &SdkConfig, env: Env) -> Self {
        Self {
            client: Client::new(config),
            env,
        }
    }
}

#[async_trait]
impl Queues for Sqs {
    async fn send(&self, queue: &str, message: Value) -> Result<(), PortError> {
        let url = self
            .env
            .variable(&environment::queue_url(queue))
            .map_err(|error| refused(SERVICE, &error.to_string()))?;
        self.client
            .send_message()
            .queue_url(url)
            .message_body(message.to_string())
            .send()
            .await
            .map_err(|error| port_error(SERVICE, &error))?;
        Ok(())
    }
}
