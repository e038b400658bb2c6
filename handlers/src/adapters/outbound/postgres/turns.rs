//! Histories, one backward scan of the index on sequences; and what goes with them.

use async_trait::async_trait;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Postgres;
use super::fault::{decode, signed};
use super::flags::rollouts;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{AnswerPolicy, ConversationId, TenantId, Turn};
use crate::ports::{HistoryStore, LoadHistoryError, Recollection};

#[async_trait]
impl HistoryStore for Postgres {
    async fn recollect(
        &self,
        tenant_id: TenantId,
        conversation_id: ConversationId,
        before: u32,
        limit: usize,
    ) -> Result<Recollection, LoadHistoryError> {
        commit(
            self,
            &Recollect {
                tenant_id,
                conversation_id,
                before,
                limit,
            },
        )
        .await
    }
}

struct Recollect {
    tenant_id: TenantId,
    conversation_id: ConversationId,
    before: u32,
    limit: usize,
}

#[async_trait]
impl Work for Recollect {
    type Output = Recollection;
    type Refusal = LoadHistoryError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Recollection, Stop<LoadHistoryError>> {
        // That both are of one conversation is known from their key; said as well, it bounds what is read before
        // PostgreSQL has counted a new table's rows, when one index on tenants is as good to it as another.
        let rows: Vec<(String, String)> = sqlx::query_as(
            "select question.content, answer.content
               from app.messages answer
               join app.messages question
                 on question.tenant_id = answer.tenant_id and question.conversation_id = answer.conversation_id
                and question.id = answer.in_reply_to
              where answer.tenant_id = $1 and answer.conversation_id = $2 and answer.seq < $3
                and answer.role in ('assistant', 'agent') and answer.status = 'completed'
              order by answer.seq desc
              limit $4",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.conversation_id.uuid())
        .bind(signed(self.before)?)
        .bind(i64::try_from(self.limit).unwrap_or(i64::MAX))
        .fetch_all(&mut *connection)
        .await?;
        let turn = |(question, answer): (String, String)| -> Result<Turn, sqlx::Error> {
            Ok(Turn {
                question: decode(&question)?,
                answer: decode(&answer)?,
            })
        };
        Ok(Recollection {
            turns: rows.into_iter().map(turn).collect::<Result<_, _>>()?,
            rollouts: rollouts(self.tenant_id, connection).await?,
            policy: policy(self.tenant_id, connection).await?,
        })
    }
}

/// What the tenant wants of answers.
async fn policy(tenant_id: TenantId, connection: &mut PgConnection) -> Result<AnswerPolicy, sqlx::Error> {
    let said: Option<Option<Json<AnswerPolicy>>> =
        sqlx::query_scalar("select settings -> 'answers' from app.tenants where id = $1")
            .bind(tenant_id.uuid())
            .fetch_optional(connection)
            .await?;
    Ok(said.flatten().unwrap_or_default().0)
}
