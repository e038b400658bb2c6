//! Conversations: one, and lists of them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::Postgres;
use super::admission::admit;
use super::fault::{decode, unsigned};
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{
    Conversation, ConversationFilter, ConversationId, ConversationState, ExternalId, Order, Range, TenantId,
};
use crate::ports::{AccessError, ConversationReader, FindError};

#[async_trait]
impl ConversationReader for Postgres {
    async fn conversation(&self, tenant_id: TenantId, id: ConversationId) -> Result<Conversation, FindError> {
        commit(self, &One { tenant_id, id }).await
    }

    async fn conversations(
        &self,
        tenant_id: TenantId,
        filter: &ConversationFilter,
        range: Range<ConversationId>,
    ) -> Result<Vec<Conversation>, AccessError> {
        commit(
            self,
            &Listed {
                tenant_id,
                filter,
                range,
            },
        )
        .await
    }
}

/// What a conversation is read from. The query's end may follow.
macro_rules! select {
    ($($end:literal),*) => {
        concat!(
            "select c.id, customer.external_id, c.state, c.version, c.last_seq, c.metadata, c.created_at, c.updated_at,
                    c.resolved_at
               from app.conversations c
               join app.customers customer on customer.tenant_id = c.tenant_id and customer.id = c.customer_id
              where c.tenant_id = $1 ",
            $($end),*
        )
    };
}

/// Reads a conversation; whether the tenant may is asked before.
pub(super) async fn find(
    tenant_id: TenantId,
    id: ConversationId,
    connection: &mut PgConnection,
) -> Result<Option<Conversation>, sqlx::Error> {
    let row = sqlx::query(select!("and c.id = $2"))
        .bind(tenant_id.uuid())
        .bind(id.uuid())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(read).transpose()
}

struct One {
    tenant_id: TenantId,
    id: ConversationId,
}

#[async_trait]
impl Work for One {
    type Output = Conversation;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Conversation, Stop<FindError>> {
        admit(self.tenant_id, connection).await?;
        find(self.tenant_id, self.id, connection)
            .await?
            .ok_or(Stop::Refused(FindError::NotFound))
    }
}

struct Listed<'a> {
    tenant_id: TenantId,
    filter: &'a ConversationFilter,
    range: Range<ConversationId>,
}

/// The conversations after a place, in one of two orders. Their ids grow with the time they were made.
macro_rules! listed {
    ($after:literal, $order:literal) => {
        select!(
            "and ($2::text is null or c.state = $2) and ($3::text is null or customer.external_id = $3)
             and ($4::uuid is null or c.id ",
            $after,
            " $4) order by c.id ",
            $order,
            " limit $5"
        )
    };
}

#[async_trait]
impl Work for Listed<'_> {
    type Output = Vec<Conversation>;
    type Refusal = AccessError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<Conversation>, Stop<AccessError>> {
        admit(self.tenant_id, connection).await?;
        let rows = sqlx::query(match self.range.order {
            Order::Asc => listed!(">", "asc"),
            Order::Desc => listed!("<", "desc"),
        })
        .bind(self.tenant_id.uuid())
        .bind(self.filter.state.map(ConversationState::as_str))
        .bind(self.filter.customer.as_ref().map(ExternalId::as_str))
        .bind(self.range.after.map(ConversationId::uuid))
        .bind(i64::try_from(self.range.limit).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

fn read(row: &PgRow) -> Result<Conversation, sqlx::Error> {
    let number = |column: &str| unsigned(row.try_get::<i32, _>(column)?.into());
    let time = |column: &str| row.try_get::<DateTime<Utc>, _>(column);
    Ok(Conversation {
        id: row.try_get::<Uuid, _>("id")?.into(),
        customer: decode(row.try_get("external_id")?)?,
        state: decode(row.try_get("state")?)?,
        version: number("version")?,
        last_sequence: number("last_seq")?,
        metadata: row.try_get::<Json<_>, _>("metadata")?.0,
        created_at: time("created_at")?.into(),
        updated_at: time("updated_at")?.into(),
        resolved_at: row
            .try_get::<Option<DateTime<Utc>>, _>("resolved_at")?
            .map(Into::into),
    })
}
