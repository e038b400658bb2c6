//! The outbox, as whoever publishes what is in it sees it.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;

use super::StoreFault;
use crate::domain::{EventId, TenantId};

/// An event that waits to be published, and is nobody else's for a while.
#[derive(Clone, Debug, PartialEq)]
pub struct LeasedEvent {
    /// Whose it is.
    pub tenant_id: TenantId,
    /// Its id, by which consumers drop a second delivery.
    pub id: EventId,
    /// What happened: `ConversationAnswered`.
    pub name: String,
    /// What is told of it.
    pub detail: Value,
    /// Which attempt this is, from 1 on.
    pub attempt: u32,
}

/// What becomes of a leased event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settlement {
    /// It is on the bus.
    Published,
    /// It is tried again after this time; why.
    Later(Duration, String),
    /// It is given up; why.
    Dead(String),
}

/// What is in the outbox and on no bus.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// How many events are given up.
    pub dead: u64,
    /// How long the oldest of the others waits. What an erasure holds back waits for nobody's sake.
    pub oldest: Duration,
}

/// Leases events of all tenants, and keeps what became of them.
#[async_trait]
pub trait Outbox: Send + Sync {
    /// At most `limit` events whose time has come, the oldest first. No other lease holds any of them; one that is not
    /// settled within a minute is leased again.
    ///
    /// # Errors
    /// [`StoreFault`]; nothing is leased then, or for a minute by nobody.
    async fn lease(&self, limit: u32) -> Result<Vec<LeasedEvent>, StoreFault>;

    /// Keeps what became of events. One that was leased again since is left to whoever leased it, unless it was
    /// published.
    ///
    /// # Errors
    /// [`StoreFault`]; all of them are leased again then, and what was published is published twice.
    async fn settle(&self, events: &[(LeasedEvent, Settlement)]) -> Result<(), StoreFault>;

    /// What is left of all tenants' events.
    ///
    /// # Errors
    /// [`StoreFault`].
    async fn backlog(&self) -> Result<Backlog, StoreFault>;
}

/// Keeps that an event was published by whoever stored it.
#[async_trait]
pub trait PublishedEvents: Send + Sync {
    /// Marks one event of one tenant; the relay passes it over.
    ///
    /// # Errors
    /// [`StoreFault`]; the event is published twice then.
    async fn mark(&self, tenant: TenantId, event: EventId) -> Result<(), StoreFault>;
}

/// Whether an event reached the bus.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It did.
    Taken,
    /// It did not; why. The same event may be taken later.
    NotTaken(String),
    /// It never can: it is not what its name says, or nobody publishes events of its name.
    Unreadable(String),
}

/// Publishes events of any kind.
#[async_trait]
pub trait EventRelay: Send + Sync {
    /// What became of each, by its place.
    async fn publish(&self, events: &[LeasedEvent]) -> Vec<Delivery>;
}
