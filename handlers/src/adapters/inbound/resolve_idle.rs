//! The clock in, settled conversations out.

use super::JobError;
use crate::adapters::resources::{Conversations, Outbox};
use crate::application;
use crate::ports::IdleConversations;
use ferrovia::{Append, Capability, Port, Scheduled, Update, handler};
use std::time::{Duration, Instant};

/// How long one run takes at most: what is left over is the next run's.
const BUDGET: Duration = Duration::from_secs(40);

/// The open conversations of all tenants.
#[derive(Capability)]
pub struct OpenConversations {
    conversations: Update<Conversations>,
    events: Append<Outbox>,
    store: Port<dyn IdleConversations>,
}

/// Settles conversations in which nothing has happened for three days.
#[handler(schedule = "rate(15 minutes)", timeout = "1m", memory_mb = 256)]
pub async fn resolve_idle(_: Scheduled, open: OpenConversations) -> Result<(), JobError> {
    let settled = application::resolve_idle(&*open.store, Instant::now() + BUDGET).await?;
    if settled > 0 {
        tracing::info!(settled, "idle conversations were settled");
    }
    Ok(())
}
