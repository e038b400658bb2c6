//! An agent ends a hand-over: it, the conversation and what waited in it, in one transaction.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::row::{columns, hold, move_messages, read};
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{Handover, HandoverChange, HandoverRefusal, MessageStatus, Remark};
use crate::ports::{Completed, Completion, HandoverError};

#[async_trait]
impl Work for Completion {
    type Output = Completed;
    type Refusal = HandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Completed, Stop<HandoverError>> {
        admit(self.of.tenant_id, connection).await?;
        let held = hold(self.of, connection).await?;
        let token = held.token;
        if held.handover.was_completed(&self.agent, self.outcome) {
            let handover = held.handover;
            return Ok(Completed { handover, token });
        }
        let refuse = |refusal: HandoverRefusal| Stop::Refused(refusal.into());
        held.handover.is_held_by(&self.agent).map_err(refuse)?;
        let to = held
            .conversation
            .state
            .after_handover(HandoverChange::Completed(self.outcome))
            .ok_or(refuse(HandoverRefusal::Over))?;
        held.conversation.change(to, connection).await?;
        let settled = (MessageStatus::QueuedForHuman, MessageStatus::Completed);
        move_messages(held.conversation, settled, connection).await?;
        let handover = close(self, connection).await?;
        Ok(Completed { handover, token })
    }
}

async fn close(completion: &Completion, connection: &mut PgConnection) -> Result<Handover, sqlx::Error> {
    let row = sqlx::query(concat!(
        "update app.handovers set status = 'completed', outcome = $3, note = $4, ended_at = now()
          where tenant_id = $1 and id = $2 and status = 'accepted'
      returning ",
        columns!(),
    ))
    .bind(completion.of.tenant_id.uuid())
    .bind(completion.of.id.uuid())
    .bind(completion.outcome.as_str())
    .bind(completion.note.as_ref().map(Remark::as_str))
    .fetch_one(connection)
    .await?;
    read(&row)
}
