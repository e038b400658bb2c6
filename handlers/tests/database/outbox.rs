//! The outbox on PostgreSQL, relayed: whatever the bus and the relay do, every event gets there, and nobody but the relay
//! sees another tenant's.

use super::postgres::{OnPostgres, SAVE, begin, patient, pool_as};
use super::world::World as _;
use async_trait::async_trait;
use handlers::adapters::outbound::postgres::Postgres;
use handlers::application::{Relayed, relay_outbox};
use handlers::domain::{EventId, TenantId};
use handlers::ports::{Delivery, EventRelay, LeasedEvent, Outbox, PublishedEvents, Settlement};
use sqlx::{Executor as _, Row as _};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::{Duration, Instant};

const RELAY: &str = "relay_outbox";
const PUBLISH: &str = "publish_answered";

/// A bus that refuses what it is told to, and counts what it takes.
#[derive(Default)]
pub(crate) struct Bus {
    refuses: Mutex<BTreeSet<EventId>>,
    taken: Mutex<BTreeMap<EventId, u32>>,
    names: Mutex<Vec<String>>,
    largest_batch: Mutex<usize>,
}

#[async_trait]
impl EventRelay for Bus {
    async fn publish(&self, events: &[LeasedEvent]) -> Vec<Delivery> {
        let mut largest = self.largest_batch.lock().unwrap();
        *largest = events.len().max(*largest);
        let refuses = self.refuses.lock().unwrap();
        let mut taken = self.taken.lock().unwrap();
        let delivery = |event: &LeasedEvent| {
            if refuses.contains(&event.id) {
                return Delivery::NotTaken("ThrottlingException".to_owned());
            }
            *taken.entry(event.id).or_default() += 1;
            self.names.lock().unwrap().push(event.name.clone());
            Delivery::Taken
        };
        events.iter().map(delivery).collect()
    }
}

impl Bus {
    pub(crate) fn names(&self) -> Vec<String> {
        self.names.lock().unwrap().clone()
    }
}

/// Time passes: whatever waits is due, and every lease is over.
pub(crate) async fn due(world: &OnPostgres, tenant: TenantId) {
    let mut transaction = begin(&world.owner, tenant).await;
    sqlx::query(
        "update app.outbox set available_at = now() - interval '1 second'
          where tenant_id = $1 and available_at <> 'infinity'",
    )
    .bind(tenant.uuid())
    .execute(&mut *transaction)
    .await
    .unwrap();
    transaction.commit().await.unwrap();
}

/// What a relay publishes of what is due.
pub(crate) async fn relayed_by(relay: &Postgres, bus: &Bus) -> Relayed {
    let until = Instant::now() + Duration::from_secs(300);
    relay_outbox(relay, bus, until).await.unwrap()
}

/// A platform with a relay.
struct Stage {
    world: OnPostgres,
    relay: Postgres,
    bus: Bus,
}

impl Stage {
    async fn start() -> Self {
        let world = OnPostgres::start().await;
        let relay = patient(&world.database, RELAY);
        Self {
            world,
            relay,
            bus: Bus::default(),
        }
    }

    /// A tenant with so many answers, whose events wait.
    async fn tenant(&self, answers: usize) -> (TenantId, Vec<EventId>) {
        let tenant = self.world.tenant().await;
        for number in 0..answers {
            let said = self
                .world
                .say(tenant, None, "c-1", "Where is my order?")
                .await
                .unwrap();
            self.world.answer(&said, &format!("On its way, {number}.")).await;
        }
        let events = self.world.outbox(tenant).await;
        (tenant, events.into_iter().map(|event| event.event_id).collect())
    }

    async fn later(&self, tenant: TenantId) {
        due(&self.world, tenant).await;
    }

    async fn relay(&self) -> Relayed {
        relayed_by(&self.relay, &self.bus).await
    }

    /// Of a tenant's events: how many are published, wait, and are dead.
    async fn states(&self, tenant: TenantId) -> (i64, i64, i64) {
        let mut transaction = begin(&self.world.owner, tenant).await;
        sqlx::query_as(
            "select count(published_at), count(*) filter (where published_at is null and not dead),
                    count(*) filter (where dead)
               from app.outbox where tenant_id = $1",
        )
        .bind(tenant.uuid())
        .fetch_one(&mut *transaction)
        .await
        .unwrap()
    }

    fn taken(&self) -> BTreeMap<EventId, u32> {
        self.bus.taken.lock().unwrap().clone()
    }
}

const fn relayed(published: u32, later: u32, dead: u32) -> Relayed {
    Relayed {
        published,
        later,
        dead,
    }
}

#[tokio::test]
async fn events_of_all_tenants_are_published_once_in_batches_of_ten() {
    let stage = Stage::start().await;
    let (one, mut events) = stage.tenant(8).await;
    let (other, others) = stage.tenant(5).await;
    events.extend(others);
    // Whoever stored them has the first go.
    assert_eq!(stage.relay().await, relayed(0, 0, 0));
    stage.later(one).await;
    stage.later(other).await;
    assert_eq!(stage.relay().await, relayed(13, 0, 0));
    assert_eq!(*stage.bus.largest_batch.lock().unwrap(), 10);
    stage.later(one).await;
    assert_eq!(stage.relay().await, relayed(0, 0, 0));
    assert_eq!(
        stage.taken(),
        events.into_iter().map(|event| (event, 1)).collect()
    );
}

#[tokio::test]
async fn three_of_ten_that_the_bus_refuses_are_tried_again_alone() {
    let stage = Stage::start().await;
    let (tenant, events) = stage.tenant(10).await;
    let refused: BTreeSet<EventId> = events.iter().take(3).copied().collect();
    stage.bus.refuses.lock().unwrap().clone_from(&refused);
    stage.later(tenant).await;
    assert_eq!(stage.relay().await, relayed(7, 3, 0));
    // They wait; then they alone go.
    assert_eq!(stage.relay().await, relayed(0, 0, 0));
    stage.bus.refuses.lock().unwrap().clear();
    stage.later(tenant).await;
    assert_eq!(stage.relay().await, relayed(3, 0, 0));
    assert_eq!(
        stage.taken(),
        events.into_iter().map(|event| (event, 1)).collect()
    );
}

#[tokio::test]
async fn a_fault_between_publishing_and_settling_loses_nothing() {
    let stage = Stage::start().await;
    let (tenant, events) = stage.tenant(4).await;
    stage.later(tenant).await;
    // The relay dies after the lease, and another one after it has published.
    assert_eq!(stage.relay.lease(10).await.unwrap().len(), 4);
    stage.later(tenant).await;
    let leased = stage.relay.lease(10).await.unwrap();
    stage.bus.publish(&leased).await;
    assert_eq!(
        stage.relay().await,
        relayed(0, 0, 0),
        "what is leased is nobody else's"
    );
    stage.later(tenant).await;
    assert_eq!(stage.relay().await, relayed(4, 0, 0));
    // At least once: consumers drop the second by its id.
    assert_eq!(
        stage.taken(),
        events.into_iter().map(|event| (event, 2)).collect()
    );
    assert_eq!(stage.states(tenant).await, (4, 0, 0));
}

#[tokio::test]
async fn racing_relays_never_lease_the_same_event() {
    let stage = Stage::start().await;
    let (tenant, events) = stage.tenant(18).await;
    stage.later(tenant).await;
    let relays: Vec<Postgres> = (0..6).map(|_| patient(&stage.world.database, RELAY)).collect();
    let leases = relays.iter().map(|relay| relay.lease(3));
    let leased: Vec<EventId> = futures_util::future::join_all(leases)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .map(|event| event.id)
        .collect();
    let distinct: BTreeSet<EventId> = leased.iter().copied().collect();
    assert_eq!(leased.len(), distinct.len(), "each once");
    assert!(distinct.is_subset(&events.into_iter().collect()));
    assert_eq!(distinct.len(), 18, "and all of them");
}

#[tokio::test]
async fn an_event_is_given_up_after_twenty_tries_and_the_others_go() {
    let stage = Stage::start().await;
    let (tenant, events) = stage.tenant(2).await;
    stage.bus.refuses.lock().unwrap().insert(events[0]);
    let mut sum = Relayed::default();
    for _ in 0..25 {
        stage.later(tenant).await;
        let run = stage.relay().await;
        sum = relayed(
            sum.published + run.published,
            sum.later + run.later,
            sum.dead + run.dead,
        );
    }
    assert_eq!(sum, relayed(1, 19, 1));
    assert_eq!(stage.states(tenant).await, (1, 0, 1));
}

#[tokio::test]
async fn what_was_published_when_it_was_stored_is_passed_over() {
    let stage = Stage::start().await;
    let (tenant, events) = stage.tenant(2).await;
    let (other, _) = stage.tenant(1).await;
    let publisher = patient(&stage.world.database, PUBLISH);
    publisher.mark(tenant, events[0]).await.unwrap();
    // Of another tenant there is no such event.
    publisher.mark(other, events[1]).await.unwrap();
    stage.later(tenant).await;
    stage.later(other).await;
    assert_eq!(stage.relay().await, relayed(2, 0, 0));
    assert_eq!(stage.taken().get(&events[0]), None);
    assert_eq!(stage.taken().get(&events[1]), Some(&1));
}

#[tokio::test]
async fn a_late_relay_takes_nothing_back() {
    let stage = Stage::start().await;
    let (tenant, _) = stage.tenant(1).await;
    stage.later(tenant).await;
    let late = stage.relay.lease(1).await.unwrap().remove(0);
    stage.later(tenant).await;
    let early = stage.relay.lease(1).await.unwrap().remove(0);
    assert_eq!((late.attempt, early.attempt), (1, 2));
    let gives_up = [(late.clone(), Settlement::Dead("late".to_owned()))];
    stage.relay.settle(&gives_up).await.unwrap();
    assert_eq!(stage.states(tenant).await, (0, 1, 0), "it is another's by now");
    stage
        .relay
        .settle(&[(early, Settlement::Published)])
        .await
        .unwrap();
    stage.relay.settle(&gives_up).await.unwrap();
    assert_eq!(stage.states(tenant).await, (1, 0, 0), "it stays published");
}

#[tokio::test]
async fn only_the_relay_sees_the_events_of_all() {
    let stage = Stage::start().await;
    stage.tenant(1).await;
    let (tenant, _) = stage.tenant(2).await;
    let seen = |user: &'static str, tenant: Option<TenantId>| {
        let pool = pool_as(&stage.world.database, user);
        async move {
            let mut transaction = match tenant {
                Some(tenant) => begin(&pool, tenant).await,
                None => pool.begin().await.unwrap(),
            };
            // Who claims to be the relay, or to have a purpose, is who they logged in as.
            let claims = "select set_config('app.purpose', 'relay', true), set_config('application_name', 'relay_outbox', true)";
            transaction.execute(claims).await.unwrap();
            let count = transaction.fetch_one("select count(*) from app.outbox").await;
            count.map(|row| row.get::<i64, _>(0)).map_err(|error| {
                let code = error.as_database_error().and_then(|error| error.code());
                code.unwrap_or_default().into_owned()
            })
        }
    };
    assert_eq!(seen(RELAY, None).await, Ok(3));
    assert_eq!(seen(PUBLISH, None).await, Ok(0));
    assert_eq!(seen(PUBLISH, Some(tenant)).await, Ok(2));
    assert_eq!(
        seen(SAVE, Some(tenant)).await,
        Err("42501".to_owned()),
        "it may only add"
    );
    let relay = pool_as(&stage.world.database, RELAY);
    for statement in [
        "set role save_turn",
        "delete from app.outbox",
        "insert into app.outbox (tenant_id, id, detail_type, detail) select tenant_id, gen_random_uuid(), 'x', '{}' from app.outbox",
        "select content from app.messages",
        "select id from app.tenants",
    ] {
        let refused = relay.execute(statement).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code());
        assert_eq!(code.as_deref(), Some("42501"), "{statement}: {refused}");
    }
}
