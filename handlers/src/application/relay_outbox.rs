//! Events that wait in the outbox in; on the bus, or for another try, out.

use std::time::Instant;

use crate::domain::republishing;
use crate::ports::{Delivery, EventRelay, LeasedEvent, Outbox, Settlement, StoreFault};

/// EventBridge takes as many in one call.
const BATCH: u32 = 10;

/// What became of the events of one run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relayed {
    /// On the bus.
    pub published: u32,
    /// To be tried again.
    pub later: u32,
    /// Given up.
    pub dead: u32,
}

/// Publishes what waits, batch by batch, until nothing does or it is `until`. Each event is settled by itself: what the bus
/// took is done, what it did not take waits longer each time, and is given up in the end.
///
/// # Errors
/// [`StoreFault`]. Nothing is lost: what was leased is leased again, and consumers may see it twice.
pub async fn relay_outbox(
    outbox: &dyn Outbox,
    relay: &dyn EventRelay,
    until: Instant,
) -> Result<Relayed, StoreFault> {
    let mut relayed = Relayed::default();
    while Instant::now() < until {
        let events = outbox.lease(BATCH).await?;
        if events.is_empty() {
            break;
        }
        let deliveries = relay.publish(&events).await;
        let settled: Vec<_> = events
            .into_iter()
            .zip(deliveries)
            .map(|(event, delivery)| {
                let settlement = settlement(&event, delivery);
                count(&mut relayed, &event, &settlement);
                (event, settlement)
            })
            .collect();
        outbox.settle(&settled).await?;
    }
    Ok(relayed)
}

fn settlement(event: &LeasedEvent, delivery: Delivery) -> Settlement {
    match delivery {
        Delivery::Taken => Settlement::Published,
        Delivery::NotTaken(reason) => match republishing::pause(event.id, event.attempt) {
            Some(pause) => Settlement::Later(pause, reason),
            None => Settlement::Dead(reason),
        },
        Delivery::Unreadable(reason) => Settlement::Dead(reason),
    }
}

fn count(relayed: &mut Relayed, event: &LeasedEvent, settlement: &Settlement) {
    let (event_id, tenant_id, attempt) = (event.id, event.tenant_id, event.attempt);
    match settlement {
        Settlement::Published => relayed.published += 1,
        Settlement::Later(_, reason) => {
            relayed.later += 1;
            tracing::warn!(%event_id, attempt, reason, "an event was not published");
        }
        Settlement::Dead(reason) => {
            relayed.dead += 1;
            tracing::error!(%event_id, %tenant_id, attempt, reason, "an event is given up");
        }
    }
}
