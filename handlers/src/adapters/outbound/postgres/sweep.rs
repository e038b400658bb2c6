//! Messages that wait too long, of all tenants.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::Postgres;
use super::fault::{decode, signed, unsigned};
use super::outbox::enqueue;
use super::transaction::{Name, Stop, Work, commit, enter};
use crate::domain::{
    AcceptedMessage, MAX_SWEEPS, MessageFailed, MessageId, MessageStatus, Role, STUCK_AFTER,
};
use crate::ports::{StoreFault, StuckMessage, StuckMessages};

#[async_trait]
impl StuckMessages for Postgres {
    async fn lease(&self, limit: u32) -> Result<Vec<StuckMessage>, StoreFault> {
        commit(self, &Lease { limit }).await
    }

    async fn give_up(&self, limit: u32) -> Result<Vec<MessageId>, StoreFault> {
        commit(self, &GiveUp { limit }).await
    }
}

/// Changes customers' messages whose answers are overdue, as long as nobody else does, and returns them.
macro_rules! change_overdue {
    ($sweeps:literal, $change:literal) => {
        concat!(
            "with due as (
                 select tenant_id, id from app.messages
                  where role = $2 and status = $3 and ",
            $sweeps,
            " and coalesce(swept_at, created_at) < now() - make_interval(secs => $5)
                  order by created_at
                  limit $1
                    for update skip locked)
             update app.messages message
                set ",
            $change,
            " from due, app.conversations conversation
              where message.tenant_id = due.tenant_id and message.id = due.id
                and conversation.tenant_id = message.tenant_id and conversation.id = message.conversation_id
          returning message.tenant_id, message.conversation_id, conversation.state, message.id, message.seq,
                    message.content, message.locale, message.created_at, message.sweeps"
        )
    };
}

async fn overdue(
    statement: &'static str,
    limit: u32,
    connection: &mut PgConnection,
) -> Result<Vec<PgRow>, sqlx::Error> {
    sqlx::query(statement)
        .bind(i64::from(limit))
        .bind(Role::Customer.as_str())
        .bind(MessageStatus::Processing.as_str())
        .bind(signed(MAX_SWEEPS)?)
        .bind(STUCK_AFTER.as_secs_f64())
        .fetch_all(connection)
        .await
}

fn accepted(row: &PgRow) -> Result<AcceptedMessage, sqlx::Error> {
    Ok(AcceptedMessage {
        tenant_id: row.try_get::<Uuid, _>("tenant_id")?.into(),
        conversation_id: row.try_get::<Uuid, _>("conversation_id")?.into(),
        conversation_state: decode(row.try_get("state")?)?,
        id: row.try_get::<Uuid, _>("id")?.into(),
        sequence: unsigned(row.try_get::<i32, _>("seq")?.into())?,
        text: decode(row.try_get("content")?)?,
        locale: row
            .try_get::<Option<&str>, _>("locale")?
            .map(decode)
            .transpose()?,
        created_at: row.try_get::<DateTime<Utc>, _>("created_at")?.into(),
    })
}

struct Lease {
    limit: u32,
}

#[async_trait]
impl Work for Lease {
    type Output = Vec<StuckMessage>;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<StuckMessage>, Stop<StoreFault>> {
        let statement = change_overdue!("sweeps < $4", "sweeps = sweeps + 1, swept_at = now()");
        let rows = overdue(statement, self.limit, connection).await?;
        let stuck = |row: &PgRow| -> Result<StuckMessage, sqlx::Error> {
            Ok(StuckMessage {
                message: accepted(row)?,
                sweep: unsigned(row.try_get::<i16, _>("sweeps")?.into())?,
            })
        };
        Ok(rows.iter().map(stuck).collect::<Result<_, _>>()?)
    }
}

struct GiveUp {
    limit: u32,
}

#[async_trait]
impl Work for GiveUp {
    type Output = Vec<MessageId>;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    /// The events are each in the name of its tenant, as all that is written is.
    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<MessageId>, Stop<StoreFault>> {
        let statement = change_overdue!("sweeps >= $4", "status = 'failed', completed_at = now()");
        let rows = overdue(statement, self.limit, connection).await?;
        let failed: Vec<AcceptedMessage> = rows.iter().map(accepted).collect::<Result<_, _>>()?;
        for message in &failed {
            let event = MessageFailed::of(message);
            enter(connection, &Name::Tenant(message.tenant_id)).await?;
            enqueue(
                message.tenant_id,
                event.event_id,
                MessageFailed::NAME,
                &event,
                connection,
            )
            .await?;
        }
        Ok(failed.into_iter().map(|message| message.id).collect())
    }
}
