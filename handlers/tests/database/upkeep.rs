//! What the clock does on PostgreSQL, for all tenants: what is stuck is started again or given up, what is idle is settled,
//! what has expired is deleted, and nothing else is.

use super::postgres::{OnPostgres, begin, patient};
use super::world::{World as _, roomy};
use async_trait::async_trait;
use handlers::adapters::outbound::postgres::Postgres;
use handlers::application::{Swept, delete_expired, resolve_idle, sweep_messages};
use handlers::domain::{
    AcceptedMessage, ConversationState, Expiring, MessageFailed, MessageId, TenantId, TenantSettings,
};
use handlers::ports::{AnswerFlow, NotStarted, StuckMessage, StuckMessages as _};
use sqlx::AssertSqlSafe;
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

const SWEEP: &str = "sweep_messages";
const IDLE: &str = "resolve_idle";
const DELETE: &str = "delete_expired";

/// Starts nothing, and notes what it was asked to start.
#[derive(Default)]
struct Flows {
    started: Mutex<Vec<(AcceptedMessage, u32)>>,
    broken: bool,
}

#[async_trait]
impl AnswerFlow for Flows {
    async fn start(&self, stuck: &StuckMessage) -> Result<(), NotStarted> {
        self.started
            .lock()
            .unwrap()
            .push((stuck.message.clone(), stuck.sweep));
        if self.broken { Err(NotStarted) } else { Ok(()) }
    }
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(300)
}

/// The owner changes the tenant's rows, as time does.
async fn pass(world: &OnPostgres, tenant: TenantId, statement: &str) {
    let mut transaction = begin(&world.owner, tenant).await;
    sqlx::query(AssertSqlSafe(statement.to_owned()))
        .execute(&mut *transaction)
        .await
        .unwrap();
    transaction.commit().await.unwrap();
}

/// Two minutes and a little.
async fn later(world: &OnPostgres, tenant: TenantId) {
    let earlier = "update app.messages
                      set created_at = created_at - interval '121 seconds', swept_at = swept_at - interval '121 seconds'
                    where tenant_id = app.tenant()";
    pass(world, tenant, earlier).await;
}

async fn count(world: &OnPostgres, tenant: TenantId, rows: &str) -> i64 {
    let mut transaction = begin(&world.owner, tenant).await;
    sqlx::query_scalar(AssertSqlSafe(format!(
        "select count(*) from app.{rows} and tenant_id = app.tenant()"
    )))
    .fetch_one(&mut *transaction)
    .await
    .unwrap()
}

async fn status(world: &OnPostgres, tenant: TenantId, message: MessageId) -> String {
    let mut transaction = begin(&world.owner, tenant).await;
    sqlx::query_scalar("select status from app.messages where id = $1")
        .bind(message.uuid())
        .fetch_one(&mut *transaction)
        .await
        .unwrap()
}

const fn swept(started: u32, not_started: u32, failed: u32) -> Swept {
    Swept {
        started,
        not_started,
        failed,
    }
}

#[tokio::test]
async fn a_message_without_an_answer_is_started_three_times_and_then_given_up() {
    let world = OnPostgres::start().await;
    let sweeper = patient(&world.database, SWEEP);
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let stuck = world
        .say(tenant, None, "c-1", "Where is my order?")
        .await
        .unwrap();
    let others = world.say(other, None, "c-1", "And mine?").await.unwrap();
    let answered = world.say(tenant, None, "c-2", "Is it open today?").await.unwrap();
    world.answer(&answered, "Until six.").await;
    let held = world.say(tenant, None, "c-3", "A person, please.").await.unwrap();
    world.hand_over(tenant, held.conversation_id).await;
    let persons = "update app.messages set status = 'queued_for_human' where id = ";
    pass(&world, tenant, &format!("{persons}'{}'", held.id.uuid())).await;
    let queued = world
        .say(tenant, Some(held.conversation_id), "c-3", "Hello?")
        .await
        .unwrap();

    let flows = Flows::default();
    let run = async |flows: &Flows| sweep_messages(&sweeper, flows, soon()).await.unwrap();
    // Their flows may be at work still.
    assert_eq!(run(&flows).await, swept(0, 0, 0));
    later(&world, tenant).await;
    assert_eq!(run(&flows).await, swept(1, 0, 0), "nobody else's is overdue");
    assert_eq!(
        run(&flows).await,
        swept(0, 0, 0),
        "that flow may be at work still"
    );
    later(&world, tenant).await;
    later(&world, other).await;
    assert_eq!(run(&flows).await, swept(2, 0, 0));
    later(&world, tenant).await;
    let broken = Flows {
        broken: true,
        ..Flows::default()
    };
    assert_eq!(
        run(&broken).await,
        swept(0, 1, 0),
        "what cannot be started is a try"
    );
    later(&world, tenant).await;
    assert_eq!(run(&flows).await, swept(0, 0, 1));
    assert_eq!(run(&flows).await, swept(0, 0, 0), "and that is that");

    let started = flows.started.into_inner().unwrap();
    let names: Vec<(MessageId, u32)> = started
        .iter()
        .map(|(message, sweep)| (message.id, *sweep))
        .collect();
    assert!(names.contains(&(stuck.id, 1)) && names.contains(&(stuck.id, 2)));
    assert!(names.contains(&(others.id, 1)));
    for (message, _) in &started {
        let said = if message.id == stuck.id { &stuck } else { &others };
        assert_eq!(
            (message.tenant_id, &message.text, message.sequence),
            (said.tenant_id, &said.text, said.sequence)
        );
    }
    assert_eq!(status(&world, tenant, stuck.id).await, "failed");
    assert_eq!(status(&world, other, others.id).await, "processing");
    assert_eq!(status(&world, tenant, queued.id).await, "queued_for_human");
    let told = async |tenant| {
        let id = |event: &MessageFailed| event.event_id;
        world.events(tenant, MessageFailed::NAME, id).await
    };
    assert_eq!(told(tenant).await, [MessageFailed::of(&stuck)]);
    assert_eq!(told(other).await, []);

    // An answer that comes all the same is the answer.
    world.answer(&stuck, "On its way.").await;
    assert_eq!(status(&world, tenant, stuck.id).await, "completed");
}

#[tokio::test]
async fn racing_sweepers_start_no_message_twice() {
    let world = OnPostgres::start().await;
    let tenant = world.tenant().await;
    for number in 0..12 {
        let customer = format!("c-{number}");
        world.say(tenant, None, &customer, "Hello?").await.unwrap();
    }
    later(&world, tenant).await;
    let sweepers: Vec<Postgres> = (0..4).map(|_| patient(&world.database, SWEEP)).collect();
    let leases = sweepers.iter().map(|sweeper| sweeper.lease(5));
    let mut leased: Vec<MessageId> = futures_util::future::join_all(leases)
        .await
        .into_iter()
        .flat_map(Result::unwrap)
        .map(|stuck| stuck.message.id)
        .collect();
    leased.extend(
        sweepers[0]
            .lease(12)
            .await
            .unwrap()
            .iter()
            .map(|stuck| stuck.message.id),
    );
    leased.sort();
    let mut distinct = leased.clone();
    distinct.dedup();
    assert_eq!((leased.len(), distinct.len()), (12, 12));
}

#[tokio::test]
async fn a_conversation_in_which_nothing_happens_for_three_days_is_settled() {
    let world = OnPostgres::start().await;
    let jobs = patient(&world.database, IDLE);
    let (tenant, other) = (world.tenant().await, world.tenant().await);
    let idle = world.say(tenant, None, "c-1", "Thanks!").await.unwrap();
    let fresh = world.say(tenant, None, "c-2", "Hello?").await.unwrap();
    let held = world.say(tenant, None, "c-3", "A person, please.").await.unwrap();
    world.hand_over(tenant, held.conversation_id).await;
    let others = world.say(other, None, "c-1", "Bye.").await.unwrap();
    for (tenant, conversation, hours) in [
        (tenant, idle.conversation_id, 73),
        (tenant, fresh.conversation_id, 71),
        (tenant, held.conversation_id, 200),
        (other, others.conversation_id, 100),
    ] {
        let id = conversation.uuid();
        let earlier = format!(
            "update app.conversations set updated_at = now() - interval '{hours} hours' where id = '{id}'"
        );
        pass(&world, tenant, &earlier).await;
    }
    assert_eq!(resolve_idle(&jobs, soon()).await.unwrap(), 2);
    assert_eq!(resolve_idle(&jobs, soon()).await.unwrap(), 0);
    for (tenant, conversation) in [(tenant, idle.conversation_id), (other, others.conversation_id)] {
        let changes = world.changes(tenant).await;
        let told: Vec<_> = changes
            .iter()
            .filter(|change| change.to == ConversationState::Resolved)
            .map(|change| (change.conversation_id, change.from))
            .collect();
        assert_eq!(told, [(conversation, ConversationState::Open)]);
    }
    let open = "conversations where state = 'open'";
    assert_eq!(count(&world, tenant, open).await, 1);
}

#[tokio::test]
async fn what_has_expired_is_deleted_and_nothing_else() {
    let world = OnPostgres::start().await;
    let jobs = patient(&world.database, DELETE);
    let (keeps, forgets) = (world.tenant().await, world.tenant().await);
    let days = |retention_days| TenantSettings {
        retention_days,
        ..roomy()
    };
    world.settle(forgets, days(Some(30))).await;
    for tenant in [keeps, forgets] {
        for (customer, age) in [("old", 31), ("young", 29)] {
            let said = world.say(tenant, None, customer, "Hello?").await.unwrap();
            world.answer(&said, "Hello.").await;
            let id = said.conversation_id.uuid();
            let settled = format!(
                "update app.conversations set state = 'resolved', resolved_at = now() - interval '{age} days'
                  where id = '{id}'"
            );
            pass(&world, tenant, &settled).await;
        }
        world.say(tenant, None, "open", "Hello?").await.unwrap();
        for (days, published) in [(8, true), (6, true), (8, false)] {
            let when = if published {
                format!("now() - interval '{days} days'")
            } else {
                "null".to_owned()
            };
            let event = format!(
                "insert into app.outbox (tenant_id, id, detail_type, detail, published_at)
                 values ('{}', gen_random_uuid(), 'Kept{days}{published}', '{{}}', {when})",
                tenant.uuid()
            );
            pass(&world, tenant, &event).await;
        }
        for (key, expires) in [
            ("gone", "now() - interval '1 second'"),
            ("good", "now() + interval '1 hour'"),
        ] {
            let row = format!(
                "insert into app.idempotency_keys
                     (tenant_id, principal, operation, key, fingerprint, message_id, lease_until, expires_at)
                 values ('{}', 'p', 'o', '{key}', '', gen_random_uuid(), now(), {expires})",
                tenant.uuid()
            );
            pass(&world, tenant, &row).await;
        }
        for (bucket, arrival) in [
            ("gone", "now() - interval '1 second'"),
            ("good", "now() + interval '1 hour'"),
        ] {
            let row = format!(
                "insert into app.rate_limits values ('{}', '{bucket}', {arrival})",
                tenant.uuid()
            );
            pass(&world, tenant, &row).await;
        }
    }
    let deleted = delete_expired(&jobs, soon()).await.unwrap();
    let expected: BTreeMap<Expiring, u64> = [
        (Expiring::IdempotencyKeys, 2),
        (Expiring::PublishedEvents, 2),
        (Expiring::Conversations, 1),
    ]
    .into();
    for (what, count) in &expected {
        assert_eq!(deleted[what], *count, "{what:?}");
    }
    for tenant in [keeps, forgets] {
        for (rows, left) in [
            ("outbox where detail_type = 'Kept8true'", 0),
            ("outbox where detail_type = 'Kept6true'", 1),
            ("outbox where detail_type = 'Kept8false'", 1),
            ("idempotency_keys where key = 'gone'", 0),
            ("idempotency_keys where key = 'good'", 1),
            ("rate_limits where bucket = 'gone'", 0),
            ("rate_limits where bucket = 'good'", 1),
        ] {
            assert_eq!(count(&world, tenant, rows).await, left, "{rows}");
        }
    }
    // Two answered conversations and an open one, of five messages; the old one goes with all that was said in it.
    for (tenant, conversations, messages, runs) in [(keeps, 3, 5, 2), (forgets, 2, 3, 1)] {
        assert_eq!(
            count(&world, tenant, "conversations where true").await,
            conversations
        );
        assert_eq!(count(&world, tenant, "messages where true").await, messages);
        assert_eq!(count(&world, tenant, "runs where true").await, runs);
    }
}
