//! Open conversations in which nothing happens: found for all tenants, settled in each one's name.

use async_trait::async_trait;
use sqlx::PgConnection;
use uuid::Uuid;

use super::Postgres;
use super::conversation_state::lock;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{ConversationId, ConversationState, IDLE_AFTER, TenantId};
use crate::ports::{IdleConversations, StoreFault};

#[async_trait]
impl IdleConversations for Postgres {
    async fn idle(&self, limit: u32) -> Result<Vec<(TenantId, ConversationId)>, StoreFault> {
        commit(self, &Idle { limit }).await
    }

    async fn settle(&self, tenant: TenantId, conversation: ConversationId) -> Result<bool, StoreFault> {
        commit(self, &Settle { tenant, conversation }).await
    }
}

struct Idle {
    limit: u32,
}

#[async_trait]
impl Work for Idle {
    type Output = Vec<(TenantId, ConversationId)>;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::User
    }

    async fn run(
        &self,
        connection: &mut PgConnection,
    ) -> Result<Vec<(TenantId, ConversationId)>, Stop<StoreFault>> {
        let rows: Vec<(Uuid, Uuid)> = sqlx::query_as(
            "select tenant_id, id from app.conversations
              where state = $1 and updated_at < now() - make_interval(secs => $2)
              order by updated_at
              limit $3",
        )
        .bind(ConversationState::Open.as_str())
        .bind(IDLE_AFTER.as_secs_f64())
        .bind(i64::from(self.limit))
        .fetch_all(connection)
        .await?;
        Ok(rows
            .into_iter()
            .map(|(tenant, id)| (tenant.into(), id.into()))
            .collect())
    }
}

struct Settle {
    tenant: TenantId,
    conversation: ConversationId,
}

#[async_trait]
impl Work for Settle {
    type Output = bool;
    type Refusal = StoreFault;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<bool, Stop<StoreFault>> {
        let Some(conversation) = lock(self.tenant, self.conversation, connection).await? else {
            return Ok(false);
        };
        // Somebody may have written since it was found, or taken it.
        let silent: bool = sqlx::query_scalar(
            "select updated_at < now() - make_interval(secs => $3)
               from app.conversations where tenant_id = $1 and id = $2",
        )
        .bind(self.tenant.uuid())
        .bind(self.conversation.uuid())
        .bind(IDLE_AFTER.as_secs_f64())
        .fetch_one(&mut *connection)
        .await?;
        let still = silent && conversation.state == ConversationState::Open;
        if still {
            conversation
                .change(ConversationState::Resolved, connection)
                .await?;
        }
        Ok(still)
    }
}
