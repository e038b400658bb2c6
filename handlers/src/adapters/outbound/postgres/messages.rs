//! Messages: one with its answer, and what was said in a conversation.

use async_trait::async_trait;
use sqlx::postgres::PgRow;
use sqlx::types::Json;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::Postgres;
use super::admission::admit;
use super::fault::{decode, signed, unsigned};
use super::save::{Question, find};
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{
    ConversationId, Exchange, MessageId, Order, Range, Role, StoredMessage, TenantId, Utterance,
};
use crate::ports::{FindError, MessageReader};

#[async_trait]
impl MessageReader for Postgres {
    async fn message(&self, tenant_id: TenantId, id: MessageId) -> Result<StoredMessage, FindError> {
        commit(self, &One { tenant_id, id }).await
    }

    async fn exchange(&self, tenant_id: TenantId, id: MessageId) -> Result<Exchange, FindError> {
        commit(self, &WithReplies(One { tenant_id, id })).await
    }

    async fn said(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        range: Range<u32>,
    ) -> Result<Vec<Utterance>, FindError> {
        commit(
            self,
            &Said {
                tenant_id,
                conversation_id,
                range,
            },
        )
        .await
    }
}

struct One {
    tenant_id: TenantId,
    id: MessageId,
}

#[async_trait]
impl Work for One {
    type Output = StoredMessage;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<StoredMessage, Stop<FindError>> {
        admit(self.tenant_id, connection).await?;
        let row = sqlx::query(
            "select m.id, m.conversation_id, m.seq, m.role, m.status, m.in_reply_to, m.content, m.metadata, m.created_at, c.state
               from app.messages m
               join app.conversations c on c.tenant_id = m.tenant_id and c.id = m.conversation_id
              where m.tenant_id = $1 and m.id = $2",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.id.uuid())
        .fetch_optional(&mut *connection)
        .await?
        .ok_or(Stop::Refused(FindError::NotFound))?;
        let said = utterance(&row)?;
        let conversation_state = decode(row.try_get("state")?)?;
        let answer = match said.role {
            Role::Customer => {
                let question = Question {
                    tenant_id: self.tenant_id,
                    conversation_id: said.conversation_id,
                    message_id: said.id,
                };
                find(question, connection).await?
            }
            Role::Assistant | Role::Agent | Role::System => None,
        };
        Ok(StoredMessage {
            said,
            conversation_state,
            answer,
        })
    }
}

struct WithReplies(One);

#[async_trait]
impl Work for WithReplies {
    type Output = Exchange;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        self.0.name()
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Exchange, Stop<FindError>> {
        let message = self.0.run(connection).await?;
        let said = &message.said;
        // Within the conversation, whose index leads to what came later.
        let rows = sqlx::query(
            "select id, conversation_id, seq, role, status, in_reply_to, content, metadata, created_at
               from app.messages
              where tenant_id = $1 and conversation_id = $2 and seq > $3 and in_reply_to = $4
              order by seq",
        )
        .bind(self.0.tenant_id.uuid())
        .bind(said.conversation_id.uuid())
        .bind(signed(said.sequence)?)
        .bind(said.id.uuid())
        .fetch_all(connection)
        .await?;
        let replies = rows.iter().map(utterance).collect::<Result<_, _>>()?;
        Ok(Exchange { message, replies })
    }
}

struct Said {
    tenant_id: TenantId,
    conversation_id: ConversationId,
    range: Range<u32>,
}

/// What was said after a place, in one of two orders.
macro_rules! said {
    ($after:literal, $order:literal) => {
        concat!(
            "select id, conversation_id, seq, role, status, in_reply_to, content, metadata, created_at
               from app.messages
              where tenant_id = $1 and conversation_id = $2 and ($3::int is null or seq ",
            $after,
            " $3)
              order by seq ",
            $order,
            " limit $4"
        )
    };
}

#[async_trait]
impl Work for Said {
    type Output = Vec<Utterance>;
    type Refusal = FindError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Vec<Utterance>, Stop<FindError>> {
        admit(self.tenant_id, connection).await?;
        sqlx::query_scalar::<_, Uuid>("select id from app.conversations where tenant_id = $1 and id = $2")
            .bind(self.tenant_id.uuid())
            .bind(self.conversation_id.uuid())
            .fetch_optional(&mut *connection)
            .await?
            .ok_or(Stop::Refused(FindError::NotFound))?;
        let rows = sqlx::query(match self.range.order {
            Order::Asc => said!(">", "asc"),
            Order::Desc => said!("<", "desc"),
        })
        .bind(self.tenant_id.uuid())
        .bind(self.conversation_id.uuid())
        .bind(self.range.after.map(signed).transpose()?)
        .bind(i64::try_from(self.range.limit).unwrap_or(i64::MAX))
        .fetch_all(connection)
        .await?;
        Ok(rows.iter().map(utterance).collect::<Result<_, _>>()?)
    }
}

fn utterance(row: &PgRow) -> Result<Utterance, sqlx::Error> {
    let created_at: chrono::DateTime<chrono::Utc> = row.try_get("created_at")?;
    Ok(Utterance {
        id: row.try_get::<Uuid, _>("id")?.into(),
        conversation_id: row.try_get::<Uuid, _>("conversation_id")?.into(),
        sequence: unsigned(row.try_get::<i32, _>("seq")?.into())?,
        role: decode(row.try_get("role")?)?,
        status: decode(row.try_get("status")?)?,
        in_reply_to: row.try_get::<Option<Uuid>, _>("in_reply_to")?.map(Into::into),
        text: decode(row.try_get("content")?)?,
        metadata: row.try_get::<Json<_>, _>("metadata")?.0,
        created_at: created_at.into(),
    })
}
