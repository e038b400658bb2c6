//! The clock in, nothing out: what has expired is deleted.

use super::JobError;
use crate::adapters::resources::{Conversations, IdempotencyKeys, Outbox, RateLimits, Tenants};
use crate::application;
use crate::ports::Retention;
use ferrovia::{Capability, Erase, Port, Read, Scheduled, handler};
use std::time::{Duration, Instant};

/// How long one run takes at most: what is left over is the next hour's.
const BUDGET: Duration = Duration::from_secs(240);

/// What expires, of all tenants.
#[derive(Capability)]
pub struct Expired {
    tenants: Read<Tenants>,
    conversations: Read<Conversations>,
    old_conversations: Erase<Conversations>,
    events: Read<Outbox>,
    old_events: Erase<Outbox>,
    keys: Read<IdempotencyKeys>,
    old_keys: Erase<IdempotencyKeys>,
    rates: Read<RateLimits>,
    old_rates: Erase<RateLimits>,
    store: Port<dyn Retention>,
}

/// Deletes idempotency keys after a day, published events after a week, limits that limit nothing, and settled
/// conversations after as many days as their tenant wants them kept. The audit log gets room for the months to come.
#[handler(schedule = "rate(1 hour)", timeout = "5m", memory_mb = 256)]
pub async fn delete_expired(_: Scheduled, expired: Expired) -> Result<(), JobError> {
    let deleted = application::delete_expired(&*expired.store, Instant::now() + BUDGET).await?;
    for (what, count) in deleted.into_iter().filter(|(_, count)| *count > 0) {
        tracing::info!(what = what.as_str(), count, "what had expired was deleted");
    }
    Ok(())
}
