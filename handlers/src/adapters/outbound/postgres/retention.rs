//! What has expired, of all tenants, deleted batch by batch.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::Postgres;
use super::fault::unsigned;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{ConversationState, Expiring, PUBLISHED_KEPT};
use crate::ports::{Retention, StoreFault};

#[async_trait]
impl Retention for Postgres {
    async fn delete(&self, what: Expiring) -> Result<u64, StoreFault> {
        commit(self, &Delete { what }).await
    }

    async fn add_audit_months(&self) -> Result<u32, StoreFault> {
        commit(self, &AddAuditMonths).await
    }
}

struct AddAuditMonths;

#[async_trait]
impl Work for AddAuditMonths {
    type Output = u32;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<u32, Stop<StoreFault>> {
        let made: i32 = sqlx::query_scalar("select app.add_audit_months()")
            .fetch_one(connection)
            .await?;
        Ok(unsigned(made.into())?)
    }
}

struct Delete {
    what: Expiring,
}

/// Rows are named by where they are: within one statement they stay there.
#[async_trait]
impl Work for Delete {
    type Output = u64;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<u64, Stop<StoreFault>> {
        let statement = match self.what {
            Expiring::IdempotencyKeys => sqlx::query(
                "delete from app.idempotency_keys where ctid = any(array(
                     select ctid from app.idempotency_keys where expires_at <= now() order by expires_at limit $1))",
            )
            .bind(i64::from(self.what.batch())),
            Expiring::RateLimits => sqlx::query(
                "delete from app.rate_limits where ctid = any(array(
                     select ctid from app.rate_limits where arrival <= now() order by arrival limit $1))",
            )
            .bind(i64::from(self.what.batch())),
            Expiring::PublishedEvents => sqlx::query(
                "delete from app.outbox where ctid = any(array(
                     select ctid from app.outbox where published_at <= now() - make_interval(secs => $2)
                      order by published_at limit $1))",
            )
            .bind(i64::from(self.what.batch()))
            .bind(PUBLISHED_KEPT.as_secs_f64()),
            // With them goes all that refers to them.
            Expiring::Conversations => sqlx::query(
                "delete from app.conversations where ctid = any(array(
                     select conversation.ctid
                       from app.tenants tenant
                       join app.conversations conversation on conversation.tenant_id = tenant.id
                      where conversation.state = $2
                        and conversation.resolved_at
                            <= now() - make_interval(days => (tenant.settings ->> 'retention_days')::int)
                      order by conversation.resolved_at limit $1))",
            )
            .bind(i64::from(self.what.batch()))
            .bind(ConversationState::Resolved.as_str()),
        };
        Ok(statement.execute(connection).await?.rows_affected())
    }
}
