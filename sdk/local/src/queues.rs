//! Messages in, queues in memory out.

use crate::Console;
use async_trait::async_trait;
use ferrovia::{PortError, Queues};
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, PoisonError};

/// SQS takes no larger message, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// All queues. What is sent stays until it is received, or until the process ends.
#[derive(Debug)]
pub struct QueuesInMemory {
    console: Console,
    waiting: Mutex<BTreeMap<String, VecDeque<Value>>>,
}

impl QueuesInMemory {
    /// Queues that tell there what they are sent.
    #[must_use]
    pub fn new(console: Console) -> Self {
        Self {
            console,
            waiting: Mutex::default(),
        }
    }

    /// The queue's next message, if one waits.
    #[must_use]
    pub fn receive(&self, queue: &str) -> Option<Value> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.get_mut(queue)?.pop_front()
    }
}

#[async_trait]
impl Queues for QueuesInMemory {
    async fn send(&self, queue: &str, message: Value) -> Result<(), PortError> {
        let bytes = message.to_string().len();
        if bytes > MAX_BYTES {
            return Err(PortError::Refused {
                service: "the queue",
                detail: format!("the message has {bytes} bytes, {MAX_BYTES} is the most"),
            });
        }
        self.console
            .print(format_args!("queue      {queue}\n           {message}"));
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.entry(queue.to_owned()).or_default().push_back(message);
        Ok(())
    }
}
