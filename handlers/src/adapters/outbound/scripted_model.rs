//! A chat model that says what it was told to, for tests and for a laptop without a model.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, Finish};

/// Gives replies and errors in the order they were written down, and remembers what it was asked.
#[derive(Debug, Default)]
pub struct ScriptedModel {
    script: Mutex<VecDeque<Result<ChatReply, ChatError>>>,
    requests: Mutex<Vec<ChatRequest>>,
}

impl ScriptedModel {
    /// A model that goes through `script` once; after its end it says [`ChatError::Overloaded`].
    pub fn new(script: impl IntoIterator<Item = Result<ChatReply, ChatError>>) -> Self {
        Self {
            script: Mutex::new(script.into_iter().collect()),
            requests: Mutex::default(),
        }
    }

    /// A whole reply with this text.
    pub fn says(text: impl Into<String>) -> Result<ChatReply, ChatError> {
        Ok(ChatReply {
            text: text.into(),
            finish: Finish::Stop,
            usage: None,
            model: "scripted".to_owned(),
            provider_request_id: None,
            latency: Duration::ZERO,
            fallbacks: 0,
        })
    }

    /// What it was asked so far.
    #[must_use]
    pub fn requests(&self) -> Vec<ChatRequest> {
        lock(&self.requests).clone()
    }
}

#[async_trait]
impl ChatModel for ScriptedModel {
    fn name(&self) -> &'static str {
        "scripted"
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        lock(&self.requests).push(request.clone());
        lock(&self.script)
            .pop_front()
            .unwrap_or(Err(ChatError::Overloaded))
    }
}

/// A test that panicked while it held the lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
