//! Messages without an answer in; their flows started again, or the messages given up, out.

use std::time::Instant;

use crate::ports::{AnswerFlow, StoreFault, StuckMessages};

/// How many messages are leased at once.
const BATCH: u32 = 50;

/// What became of the messages of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Their flow runs again.
    pub started: u32,
    /// Their flow could not be started; that counts as a try.
    pub not_started: u32,
    /// Given up.
    pub failed: u32,
}

/// Starts the flow again of every message that waits too long, and gives up those for which that was done often enough,
/// until there is none left or it is `until`.
///
/// # Errors
/// [`StoreFault`]. Nothing is lost: what was leased is found again.
pub async fn sweep_messages(
    store: &dyn StuckMessages,
    flow: &dyn AnswerFlow,
    until: Instant,
) -> Result<Swept, StoreFault> {
    let mut swept = Swept::default();
    while Instant::now() < until {
        let given_up = store.give_up(BATCH).await?;
        for message_id in &given_up {
            tracing::error!(%message_id, "the message is given up: it has no answer");
            swept.failed += 1;
        }
        let stuck = store.lease(BATCH).await?;
        for stuck in &stuck {
            let (message_id, sweep) = (stuck.message.id, stuck.sweep);
            tracing::warn!(%message_id, sweep, "the message has no answer yet: its flow is started again");
            match flow.start(stuck).await {
                Ok(()) => swept.started += 1,
                Err(_) => swept.not_started += 1,
            }
        }
        if given_up.is_empty() && stuck.is_empty() {
            break;
        }
    }
    Ok(swept)
}
