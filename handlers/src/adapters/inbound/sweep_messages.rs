//! The clock in, answers to messages whose flows have died out.

use super::JobError;
use crate::adapters::resources::{Conversations, Messages, Outbox};
use crate::application::{self, Swept};
use crate::ports::{AnswerFlow, NotStarted, StuckMessage, StuckMessages};
use crate::workflows::answer_message::answer_message;
use async_trait::async_trait;
use ferrovia::{Append, Capability, Launch, Port, Read, Scheduled, Update, handler};
use std::time::{Duration, Instant};

/// How long one run takes at most: what is left over is the next minute's.
const BUDGET: Duration = Duration::from_secs(40);

/// The messages of all tenants that wait too long.
#[derive(Capability)]
pub struct WaitingMessages {
    conversations: Read<Conversations>,
    messages: Update<Messages>,
    events: Append<Outbox>,
    store: Port<dyn StuckMessages>,
}

#[async_trait]
impl AnswerFlow for Launch<answer_message> {
    async fn start(&self, stuck: &StuckMessage) -> Result<(), NotStarted> {
        let name = format!("{}-{}", stuck.message.id, stuck.sweep);
        self.launch(&name, &stuck.message)
            .await
            .map(drop)
            .map_err(|error| {
                tracing::error!(message_id = %stuck.message.id, %error, "the workflow was not started");
                NotStarted
            })
    }
}

/// Starts the answer again of each message that has none after two minutes; after three times the message has failed.
#[handler(schedule = "rate(1 minute)", timeout = "1m", memory_mb = 256)]
pub async fn sweep_messages(
    _: Scheduled,
    waiting: WaitingMessages,
    flow: Launch<answer_message>,
) -> Result<(), JobError> {
    let until = Instant::now() + BUDGET;
    let swept = application::sweep_messages(&*waiting.store, &flow, until).await?;
    let (started, not_started, failed) = (swept.started, swept.not_started, swept.failed);
    if swept != Swept::default() {
        tracing::info!(started, not_started, failed, "messages were swept");
    }
    // What was to be swept is swept; whoever watches is to know that it was in vain.
    if not_started > 0 {
        return Err(JobError::Unavailable);
    }
    Ok(())
}
