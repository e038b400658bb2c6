//! A chat model that remembers what it was asked: an answer is judged by the words that really were sent.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest, ChatRole};

/// Hands requests on, and keeps them.
pub struct Heard {
    inner: Arc<dyn ChatModel>,
    requests: Mutex<Vec<ChatRequest>>,
}

impl Heard {
    /// In front of `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn ChatModel>) -> Self {
        Self {
            inner,
            requests: Mutex::default(),
        }
    }

    /// What was asked, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<ChatRequest> {
        lock(&self.requests).clone()
    }

    /// What the last request told the model to be and do.
    #[must_use]
    pub fn system_prompt(&self) -> String {
        lock(&self.requests).last().map(system_prompt).unwrap_or_default()
    }
}

/// What `request` tells the model to be and do.
#[must_use]
pub fn system_prompt(request: &ChatRequest) -> String {
    let told = request
        .messages
        .iter()
        .filter(|message| message.role == ChatRole::System);
    told.map(|message| message.content.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

#[async_trait]
impl ChatModel for Heard {
    fn name(&self) -> &str {
        self.inner.name()
    }

    async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, ChatError> {
        lock(&self.requests).push(request.clone());
        self.inner.complete(request).await
    }
}

/// Whoever panicked while holding the lock left whole values behind.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
