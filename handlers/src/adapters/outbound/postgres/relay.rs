//! The outbox: leases for the relay, which sees all tenants' events, and marks for whoever published its own.

use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Postgres;
use super::fault::{signed, unsigned};
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{EventId, TenantId};
use crate::ports::{Backlog, LeasedEvent, Outbox, PublishedEvents, Settlement, StoreFault};

#[async_trait]
impl Outbox for Postgres {
    async fn lease(&self, limit: u32) -> Result<Vec<LeasedEvent>, StoreFault> {
        commit(self, &Lease { limit }).await
    }

    async fn settle(&self, events: &[(LeasedEvent, Settlement)]) -> Result<(), StoreFault> {
        commit(self, &Settle { events }).await
    }

    async fn backlog(&self) -> Result<Backlog, StoreFault> {
        commit(self, &Measure).await
    }
}

#[async_trait]
impl PublishedEvents for Postgres {
    async fn mark(&self, tenant: TenantId, event: EventId) -> Result<(), StoreFault> {
        commit(self, &Mark { tenant, event }).await
    }
}

struct Lease {
    limit: u32,
}

#[async_trait]
impl Work for Lease {
    type Output = Vec<LeasedEvent>;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    /// The lease is a time: until then the events are not due.
    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<LeasedEvent>, Stop<StoreFault>> {
        let rows: Vec<(Uuid, Uuid, String, Json<Value>, i32)> = sqlx::query_as(
            "with due as (
                 select tenant_id, id from app.outbox
                  where published_at is null and not dead and available_at <= now()
                  order by available_at
                  limit $1
                    for update skip locked)
             update app.outbox event
                set available_at = now() + interval '1 minute', attempts = attempts + 1
               from due
              where event.tenant_id = due.tenant_id and event.id = due.id
          returning event.tenant_id, event.id, event.detail_type, event.detail, event.attempts",
        )
        .bind(i64::from(self.limit))
        .fetch_all(connection)
        .await?;
        let event = |(tenant, id, name, Json(detail), attempts): (Uuid, Uuid, _, Json<Value>, i32)| {
            Ok(LeasedEvent {
                tenant_id: tenant.into(),
                id: id.into(),
                name,
                detail,
                attempt: unsigned(attempts.into())?,
            })
        };
        Ok(rows.into_iter().map(event).collect::<Result<_, sqlx::Error>>()?)
    }
}

struct Settle<'a> {
    events: &'a [(LeasedEvent, Settlement)],
}

#[async_trait]
impl Work for Settle<'_> {
    type Output = ();
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<StoreFault>> {
        for (event, settlement) in self.events {
            let (published, dead, pause, error) = match settlement {
                Settlement::Published => (true, false, 0.0, None),
                Settlement::Later(pause, reason) => (false, false, pause.as_secs_f64(), Some(reason)),
                Settlement::Dead(reason) => (false, true, 0.0, Some(reason)),
            };
            sqlx::query(
                "update app.outbox
                    set published_at = case when $4 then now() end, dead = $5,
                        available_at = now() + make_interval(secs => $6), last_error = left($7, 500)
                  where tenant_id = $1 and id = $2 and published_at is null and (attempts = $3 or $4)",
            )
            .bind(event.tenant_id.uuid())
            .bind(event.id.uuid())
            .bind(signed(event.attempt)?)
            .bind(published)
            .bind(dead)
            .bind(pause)
            .bind(error)
            .execute(&mut *connection)
            .await?;
        }
        Ok(())
    }
}

struct Measure;

#[async_trait]
impl Work for Measure {
    type Output = Backlog;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Backlog, Stop<StoreFault>> {
        let (dead, oldest): (i64, f64) = sqlx::query_as(
            "select (select count(*) from app.outbox where dead),
                    (select coalesce(greatest(extract(epoch from now() - min(created_at)), 0), 0)::float8
                       from app.outbox
                      where published_at is null and not dead and available_at < 'infinity')",
        )
        .fetch_one(connection)
        .await?;
        Ok(Backlog {
            dead: dead.unsigned_abs(),
            oldest: Duration::from_secs_f64(oldest),
        })
    }
}

struct Mark {
    tenant: TenantId,
    event: EventId,
}

#[async_trait]
impl Work for Mark {
    type Output = ();
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<StoreFault>> {
        sqlx::query(
            "update app.outbox set published_at = now() where tenant_id = $1 and id = $2 and published_at is null",
        )
        .bind(self.tenant.uuid())
        .bind(self.event.uuid())
        .execute(connection)
        .await?;
        Ok(())
    }
}
