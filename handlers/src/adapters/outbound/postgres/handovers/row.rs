//! A row in, a hand-over out; and the hand-over of a conversation that is locked.

use chrono::{DateTime, Utc};
use ferrovia::TaskTokenValue;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use crate::adapters::outbound::postgres::conversation_state::{Locked, lock};
use crate::adapters::outbound::postgres::fault::decode;
use crate::adapters::outbound::postgres::transaction::Stop;
use crate::domain::{Handover, MessageStatus, Role};
use crate::ports::{HandoverError, HandoverOf};

/// The columns that [`read`] reads.
macro_rules! columns {
    () => {
        "id, conversation_id, status, reason, assignee, outcome, note, requested_at, accepted_at, ended_at"
    };
}
pub(super) use columns;

/// A hand-over from its row.
pub(super) fn read(row: &PgRow) -> Result<Handover, sqlx::Error> {
    let text = |column: &str| row.try_get::<Option<&str>, _>(column);
    let time = |column: &str| row.try_get::<Option<DateTime<Utc>>, _>(column);
    Ok(Handover {
        id: row.try_get::<Uuid, _>("id")?.into(),
        conversation_id: row.try_get::<Uuid, _>("conversation_id")?.into(),
        status: decode(row.try_get("status")?)?,
        reason: decode(row.try_get("reason")?)?,
        assignee: text("assignee")?.map(decode).transpose()?,
        outcome: text("outcome")?.map(decode).transpose()?,
        note: text("note")?.map(decode).transpose()?,
        requested_at: row.try_get::<DateTime<Utc>, _>("requested_at")?.into(),
        accepted_at: time("accepted_at")?.map(Into::into),
        ended_at: time("ended_at")?.map(Into::into),
    })
}

/// A hand-over whose conversation nobody else changes until this transaction ends.
pub(super) struct Held {
    pub(super) conversation: Locked,
    pub(super) handover: Handover,
    pub(super) token: Option<TaskTokenValue>,
}

/// Locks the hand-over's conversation, and reads the hand-over as it is from then on.
pub(super) async fn hold<R: From<HandoverError>>(
    of: HandoverOf,
    connection: &mut PgConnection,
) -> Result<Held, Stop<R>> {
    let unknown = || Stop::Refused(HandoverError::Unknown.into());
    let conversation: Option<Uuid> =
        sqlx::query_scalar("select conversation_id from app.handovers where tenant_id = $1 and id = $2")
            .bind(of.tenant_id.uuid())
            .bind(of.id.uuid())
            .fetch_optional(&mut *connection)
            .await?;
    let conversation = conversation.ok_or_else(unknown)?;
    let conversation = lock(of.tenant_id, conversation.into(), connection)
        .await?
        .ok_or_else(unknown)?;
    let row = sqlx::query(concat!(
        "select task_token, ",
        columns!(),
        " from app.handovers where tenant_id = $1 and id = $2",
    ))
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .fetch_optional(connection)
    .await?
    .ok_or_else(unknown)?;
    let token: Option<String> = row.try_get("task_token")?;
    Ok(Held {
        conversation,
        handover: read(&row)?,
        token: token.map(TaskTokenValue::new),
    })
}

/// Gives all messages of the customer that have status `from` the status `to`.
pub(super) async fn move_messages(
    conversation: Locked,
    (from, to): (MessageStatus, MessageStatus),
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update app.messages
            set status = $5, completed_at = case when $5 = 'completed' then now() end
          where tenant_id = $1 and conversation_id = $2 and role = $3 and status = $4",
    )
    .bind(conversation.tenant_id.uuid())
    .bind(conversation.id.uuid())
    .bind(Role::Customer.as_str())
    .bind(from.as_str())
    .bind(to.as_str())
    .execute(connection)
    .await?;
    Ok(())
}
