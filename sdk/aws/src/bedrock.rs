//! The language model port on Amazon Bedrock, by its Converse API.

mod document;
mod failure;
mod reply;
mod request;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_sdk_bedrockruntime::Client;
use aws_sdk_bedrockruntime::config::interceptors::BeforeDeserializationInterceptorContextMut;
use aws_sdk_bedrockruntime::config::{
    Builder, ConfigBag, Intercept, RuntimeComponents, StalledStreamProtectionConfig,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_types::body::SdkBody;
use ferrovia::language_model::{
    ChatError, ChatModel, ChatReply, ChatRequest, MAX_ERROR_BYTES, MAX_REPLY_BYTES, TimeoutPhase,
};
use http_body_util::Limited;
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// How long a connection may take. It is longer than for the other services: the model may be reached through a NAT
/// gateway or in another region.
const CONNECT: Duration = Duration::from_secs(2);

/// Opens Bedrock's models. One client, and so one pool of connections, serves them all; it is made for the first.
pub struct BedrockModels {
    config: SdkConfig,
    client: OnceLock<Client>,
}

impl BedrockModels {
    /// The models that `config`'s region and credentials reach.
    #[must_use]
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            config: config.clone(),
            client: OnceLock::new(),
        }
    }

    /// The model with this id, or behind this inference profile.
    #[must_use]
    pub fn open(&self, model: &str) -> Arc<dyn ChatModel> {
        Arc::new(BedrockModel {
            client: self.client.get_or_init(|| client(&self.config)).clone(),
            name: format!("bedrock:{model}"),
            model: model.to_owned(),
        })
    }
}

/// The SDK's own retries and time-outs are off: attempts are counted above [`ChatModel`], and time by each request's
/// deadline.
fn client(config: &SdkConfig) -> Client {
    let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).build();
    let config = Builder::from(config)
        .retry_config(RetryConfig::disabled())
        .timeout_config(timeouts)
        .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
        .build();
    Client::from_conf(config)
}

struct BedrockModel {
    client: Client,
    name: String,
    model: String,
}

#[async_trait]
impl ChatModel for BedrockModel {
    fn name(&self) -> &str {
        &self.name
    }

    /// Bedrock takes no seed; [`ChatRequest::seed`] has no effect here.
    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        let begun = Instant::now();
        if begun >= request.deadline {
            return Err(ChatError::Timeout {
                phase: TimeoutPhase::Connect,
            });
        }
        let status = Arc::new(AtomicU16::new(0));
        let reading = Reading {
            status: Arc::clone(&status),
        };
        let call = request::fill(self.client.converse().model_id(&self.model), request)?
            .customize()
            .interceptor(reading)
            .send();
        // Dropping the call drops its connection.
        match tokio::time::timeout_at(request.deadline.into(), call).await {
            Ok(Ok(output)) => reply::read(output, request, &self.model, begun.elapsed()),
            Ok(Err(error)) => Err(failure::chat_error(&error)),
            Err(_) => Err(match status.load(Ordering::Relaxed) {
                0 => ChatError::Timeout {
                    phase: TimeoutPhase::FirstByte,
                },
                200..300 => ChatError::Timeout {
                    phase: TimeoutPhase::Total,
                },
                // An error whose text did not come in time is the error that its status says.
                status => failure::by_status(status, None, None),
            }),
        }
    }
}

/// Notes the status of an answer that begins, and caps how much of it is read.
#[derive(Debug)]
struct Reading {
    status: Arc<AtomicU16>,
}

impl Intercept for Reading {
    fn name(&self) -> &'static str {
        "Reading"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let response = context.response_mut();
        self.status.store(response.status().as_u16(), Ordering::Relaxed);
        let limit = if response.status().is_success() {
            MAX_REPLY_BYTES
        } else {
            MAX_ERROR_BYTES
        };
        let body = std::mem::replace(response.body_mut(), SdkBody::taken());
        *response.body_mut() = SdkBody::from_body_1_x(Limited::new(body, limit));
        Ok(())
    }
}
