//! A step waits no longer: its token is forgotten, and a hand-over that nobody ended has expired, in one transaction.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::row::{columns, hold, move_messages, read};
use crate::adapters::outbound::postgres::outbox::enqueue;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{Handover, HandoverChange, HandoverExpired, MessageStatus};
use crate::ports::{HandoverError, HandoverOf};

/// Ends the wait.
pub(super) struct End(pub(super) HandoverOf);

#[async_trait]
impl Work for End {
    type Output = Handover;
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Handover, Stop<HandoverError>> {
        let held = hold(self.0, connection).await?;
        if held.handover.status.is_live() {
            if let Some(to) = held.conversation.state.after_handover(HandoverChange::Expired) {
                held.conversation.change(to, connection).await?;
            }
            // Nobody has answered these: they are the assistant's again.
            let unanswered = (MessageStatus::QueuedForHuman, MessageStatus::Processing);
            move_messages(held.conversation, unanswered, connection).await?;
            let event = HandoverExpired::of(self.0.tenant_id, &held.handover);
            enqueue(
                self.0.tenant_id,
                event.event_id,
                HandoverExpired::NAME,
                &event,
                connection,
            )
            .await?;
        }
        Ok(close(self.0, connection).await?)
    }
}

async fn close(of: HandoverOf, connection: &mut PgConnection) -> Result<Handover, sqlx::Error> {
    let row = sqlx::query(concat!(
        "update app.handovers
            set task_token = null,
                status = case when status in ('waiting', 'accepted') then 'expired' else status end,
                ended_at = coalesce(ended_at, now())
          where tenant_id = $1 and id = $2
      returning ",
        columns!(),
    ))
    .bind(of.tenant_id.uuid())
    .bind(of.id.uuid())
    .fetch_one(connection)
    .await?;
    read(&row)
}
