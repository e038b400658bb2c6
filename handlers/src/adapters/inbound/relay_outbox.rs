//! The clock in, events that were not published out.

use super::JobError;
use crate::adapters::resources::{DeadEvents, OldestEvent, Outbox};
use crate::application;
use crate::domain::{
    AgentReplied, ConversationAnswered, ConversationStateChanged, CustomerErased, HandoverExpired,
    MessageFailed,
};
use crate::ports::{self, Delivery, EventRelay, LeasedEvent};
use async_trait::async_trait;
use ferrovia::{Capability, Event, Port, PortError, Publish, Report, Scheduled, Update, handler};
use serde::de::DeserializeOwned;
use std::time::{Duration, Instant};

/// How long one run takes at most: what is left over is the next minute's.
const BUDGET: Duration = Duration::from_secs(40);

/// The events of all tenants that wait to be published.
#[derive(Capability)]
pub struct WaitingEvents {
    outbox: Update<Outbox>,
    store: Port<dyn ports::Outbox>,
}

/// Every event that is stored in the outbox.
#[derive(Capability)]
pub struct RelayedEvents {
    answered: Publish<ConversationAnswered>,
    changed: Publish<ConversationStateChanged>,
    replied: Publish<AgentReplied>,
    expired: Publish<HandoverExpired>,
    erased: Publish<CustomerErased>,
    failed: Publish<MessageFailed>,
}

/// How the outbox is, for whoever has to know.
#[derive(Capability)]
pub struct BacklogGauges {
    dead: Report<DeadEvents>,
    oldest: Report<OldestEvent>,
}

#[async_trait]
impl EventRelay for RelayedEvents {
    async fn publish(&self, events: &[LeasedEvent]) -> Vec<Delivery> {
        let unknown =
            |event: &LeasedEvent| Delivery::Unreadable(format!("nobody publishes `{}`", event.name));
        let mut deliveries: Vec<Delivery> = events.iter().map(unknown).collect();
        all(&self.answered, events, &mut deliveries).await;
        all(&self.changed, events, &mut deliveries).await;
        all(&self.replied, events, &mut deliveries).await;
        all(&self.expired, events, &mut deliveries).await;
        all(&self.erased, events, &mut deliveries).await;
        all(&self.failed, events, &mut deliveries).await;
        deliveries
    }
}

/// Publishes those events that are `E`s, in one call, and notes what became of each in its place.
async fn all<E: Event + DeserializeOwned>(
    bus: &Publish<E>,
    events: &[LeasedEvent],
    deliveries: &mut [Delivery],
) {
    let (mut places, mut readable) = (Vec::new(), Vec::new());
    let named = events.iter().zip(deliveries.iter_mut());
    for (event, delivery) in named.filter(|(event, _)| event.name == E::NAME) {
        match serde_json::from_value(event.detail.clone()) {
            Ok(detail) => {
                readable.push(detail);
                places.push(delivery);
            }
            // The error may quote what it could not read.
            Err(_) => *delivery = Delivery::Unreadable(format!("this is no `{}`", E::NAME)),
        }
    }
    if readable.is_empty() {
        return;
    }
    let refused = match bus.publish(&readable).await {
        Ok(()) => Vec::new(),
        Err(PortError::Partial { failed, .. }) => failed,
        Err(error) => (0..places.len())
            .map(|place| (place, error.to_string()))
            .collect(),
    };
    for (place, delivery) in places.into_iter().enumerate() {
        let reason = refused.iter().find(|(refused, _)| *refused == place);
        *delivery = match reason {
            Some((_, reason)) => Delivery::NotTaken(reason.clone()),
            None => Delivery::Taken,
        };
    }
}

/// Publishes the events that could not be published when they were stored, and reports what is left.
#[handler(schedule = "rate(1 minute)", timeout = "1m", memory_mb = 256)]
pub async fn relay_outbox(
    _: Scheduled,
    waiting: WaitingEvents,
    events: RelayedEvents,
    gauges: BacklogGauges,
) -> Result<(), JobError> {
    let until = Instant::now() + BUDGET;
    let relayed = application::relay_outbox(&*waiting.store, &events, until).await?;
    let (published, later, dead) = (relayed.published, relayed.later, relayed.dead);
    if relayed != application::Relayed::default() {
        tracing::info!(published, later, dead, "events were relayed");
    }
    let backlog = application::measure_backlog(&*waiting.store).await?;
    gauges.dead.report(backlog.dead);
    gauges.oldest.report(backlog.oldest.as_secs());
    Ok(())
}
