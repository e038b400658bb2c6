//! Changes of a conversation: what is noted about it, and its state.

use std::time::Duration;

use async_trait::async_trait;
use sqlx::PgConnection;
use sqlx::types::Json;

use super::Postgres;
use super::admission::admit;
use super::conversation_state::{Locked, lock};
use super::conversations::find;
use super::fault::signed;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{Conversation, ConversationId, Metadata, TenantId};
use crate::ports::{
    AccessError, AnnotateError, ConversationStore, FindError, NewConversation, SettleError, StateChange,
};

#[async_trait]
impl ConversationStore for Postgres {
    async fn open(&self, new: &NewConversation) -> Result<Conversation, AccessError> {
        commit(self, new).await
    }

    async fn annotate(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        metadata: &Metadata,
        expected: Option<&[u32]>,
    ) -> Result<Conversation, AnnotateError> {
        let row = Row { tenant_id, id };
        commit(
            self,
            &Annotate {
                row,
                metadata,
                expected,
            },
        )
        .await
    }

    async fn settle(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        change: StateChange,
    ) -> Result<Conversation, SettleError> {
        let row = Row { tenant_id, id };
        commit(self, &Settle { row, change }).await
    }
}

/// A conversation's place.
#[derive(Clone, Copy)]
struct Row {
    tenant_id: TenantId,
    id: ConversationId,
}

impl Row {
    /// The conversation, which nobody else changes until this transaction ends.
    async fn lock<R: From<FindError>>(
        self,
        connection: &mut PgConnection,
    ) -> Result<(Locked, Conversation), Stop<R>> {
        let locked = lock(self.tenant_id, self.id, connection).await?;
        let locked = locked.ok_or_else(|| Stop::Refused(FindError::NotFound.into()))?;
        Ok((locked, self.read(connection).await?))
    }

    async fn read(self, connection: &mut PgConnection) -> Result<Conversation, sqlx::Error> {
        let conversation = find(self.tenant_id, self.id, connection).await?;
        conversation.ok_or(sqlx::Error::RowNotFound)
    }

    /// How long ago the conversation was resolved, by the database's clock.
    async fn resolved_for(self, connection: &mut PgConnection) -> Result<Option<Duration>, sqlx::Error> {
        let seconds: Option<f64> = sqlx::query_scalar(
            "select extract(epoch from now() - resolved_at)::float8 from app.conversations
              where tenant_id = $1 and id = $2",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.id.uuid())
        .fetch_one(connection)
        .await?;
        Ok(seconds.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default()))
    }
}

struct Annotate<'a> {
    row: Row,
    metadata: &'a Metadata,
    expected: Option<&'a [u32]>,
}

#[async_trait]
impl Work for Annotate<'_> {
    type Output = Conversation;
    type Refusal = AnnotateError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.row.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Conversation, Stop<AnnotateError>> {
        admit(self.row.tenant_id, connection).await?;
        let (_, found) = self.row.lock::<AnnotateError>(connection).await?;
        // After a commit whose answer was lost, the second try finds what the first one did.
        let before = found.version.checked_sub(1);
        let is_done = |expected: &[u32]| {
            before.is_some_and(|before| expected.contains(&before)) && found.metadata == *self.metadata
        };
        match self.expected {
            Some(expected) if !expected.contains(&found.version) => {
                if !is_done(expected) {
                    return Err(Stop::Refused(AnnotateError::Changed));
                }
            }
            Some(_) | None => {
                sqlx::query(
                    "update app.conversations set metadata = $4, version = version + 1, updated_at = now()
                      where tenant_id = $1 and id = $2 and version = $3",
                )
                .bind(self.row.tenant_id.uuid())
                .bind(self.row.id.uuid())
                .bind(signed(found.version)?)
                .bind(Json(self.metadata))
                .execute(&mut *connection)
                .await?;
            }
        }
        Ok(self.row.read(connection).await?)
    }
}

struct Settle {
    row: Row,
    change: StateChange,
}

#[async_trait]
impl Work for Settle {
    type Output = Conversation;
    type Refusal = SettleError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.row.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Conversation, Stop<SettleError>> {
        admit(self.row.tenant_id, connection).await?;
        let (locked, found) = self.row.lock::<SettleError>(connection).await?;
        let resolved_for = self.row.resolved_for(connection).await?;
        let to = self
            .change
            .of(locked.state, resolved_for)
            .map_err(Stop::Refused)?;
        if to == locked.state {
            return Ok(found);
        }
        locked.change(to, connection).await?;
        Ok(self.row.read(connection).await?)
    }
}
