//! A conversation's change of state: one guarded update, with its event.

use sqlx::PgConnection;

use super::fault::{decode, signed, unsigned};
use super::outbox::enqueue;
use crate::domain::{ConversationId, ConversationState, ConversationStateChanged, TenantId};

/// A conversation that nobody else changes until this transaction ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Locked {
    pub(super) tenant_id: TenantId,
    pub(super) id: ConversationId,
    pub(super) state: ConversationState,
    version: u32,
}

/// Locks a conversation, if there is such a one.
pub(super) async fn lock(
    tenant_id: TenantId,
    id: ConversationId,
    connection: &mut PgConnection,
) -> Result<Option<Locked>, sqlx::Error> {
    let found: Option<(String, i32)> = sqlx::query_as(
        "select state, version from app.conversations where tenant_id = $1 and id = $2 for update",
    )
    .bind(tenant_id.uuid())
    .bind(id.uuid())
    .fetch_optional(connection)
    .await?;
    let locked = |(state, version): (String, i32)| -> Result<Locked, sqlx::Error> {
        Ok(Locked {
            tenant_id,
            id,
            state: decode(&state)?,
            version: unsigned(version.into())?,
        })
    };
    found.map(locked).transpose()
}

impl Locked {
    /// Brings the conversation into state `to`.
    pub(super) async fn change(
        self,
        to: ConversationState,
        connection: &mut PgConnection,
    ) -> Result<(), sqlx::Error> {
        // No row would mean that the lock did not hold: a defect, and nothing is committed.
        let version: i32 = sqlx::query_scalar(
            "update app.conversations
                set state = $5, version = version + 1, updated_at = now(),
                    resolved_at = case when $5 = 'resolved' then now() end
              where tenant_id = $1 and id = $2 and state = $3 and version = $4
          returning version",
        )
        .bind(self.tenant_id.uuid())
        .bind(self.id.uuid())
        .bind(self.state.as_str())
        .bind(signed(self.version)?)
        .bind(to.as_str())
        .fetch_one(&mut *connection)
        .await?;
        let change = (self.state, to);
        tell(
            self.tenant_id,
            self.id,
            change,
            unsigned(version.into())?,
            connection,
        )
        .await
    }
}

/// Leaves the event that a conversation went from one state to the other with this version.
pub(super) async fn tell(
    tenant_id: TenantId,
    id: ConversationId,
    change: (ConversationState, ConversationState),
    version: u32,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    let event = ConversationStateChanged::of(tenant_id, id, change, version);
    enqueue(
        tenant_id,
        event.event_id,
        ConversationStateChanged::NAME,
        &event,
        connection,
    )
    .await
}
