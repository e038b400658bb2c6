//! Several models in, one model out: the first that replies.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest};

/// Asks models in order until one replies, as long as the error allows another and the deadline has not
/// passed. [`ChatReply::fallbacks`] says how many were asked in vain.
#[derive(Clone)]
pub struct Fallback {
    models: Arc<[Arc<dyn ChatModel>]>,
}

impl Fallback {
    /// The models, in order of preference.
    #[must_use]
    pub const fn new(models: Arc<[Arc<dyn ChatModel>]>) -> Self {
        Self { models }
    }
}

#[async_trait]
impl ChatModel for Fallback {
    /// The model that is asked first.
    fn name(&self) -> &str {
        self.models.first().map_or("none", |model| model.name())
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        // What is said if there is no model at all.
        let mut last = ChatError::NotFound;
        for (position, model) in self.models.iter().enumerate() {
            match model.complete(request).await {
                Ok(reply) => {
                    let asked_in_vain = u32::try_from(position).unwrap_or(u32::MAX);
                    return Ok(ChatReply {
                        fallbacks: asked_in_vain.saturating_add(reply.fallbacks),
                        ..reply
                    });
                }
                Err(error) => {
                    tracing::warn!(model = model.name(), %error, "a language model gave no reply");
                    let go_on = error.allows_another_model() && Instant::now() < request.deadline;
                    last = error;
                    if !go_on {
                        break;
                    }
                }
            }
        }
        Err(last)
    }
}
