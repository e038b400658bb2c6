//! A hand-over begins: the conversation, what waits in it, and the queue, in one transaction.

use async_trait::async_trait;
use sqlx::PgConnection;

use super::row::{columns, move_messages, read};
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::conversation_state::lock;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{Handover, HandoverChange, MessageStatus};
use crate::ports::{NewHandover, RequestHandoverError};

#[async_trait]
impl Work for NewHandover {
    type Output = Handover;
    type Refusal = RequestHandoverError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Handover, Stop<RequestHandoverError>> {
        admit(self.tenant_id, connection).await?;
        let conversation = lock(self.tenant_id, self.conversation_id, connection)
            .await?
            .ok_or(Stop::Refused(RequestHandoverError::UnknownConversation))?;
        if let Some(known) = known(self, connection).await? {
            return Ok(known);
        }
        let to = conversation
            .state
            .after_handover(HandoverChange::Requested)
            .ok_or(Stop::Refused(RequestHandoverError::ConversationResolved))?;
        conversation.change(to, connection).await?;
        // An answer that is being made now is not stored any more.
        let waiting = (MessageStatus::Processing, MessageStatus::QueuedForHuman);
        move_messages(conversation, waiting, connection).await?;
        Ok(insert(self, connection).await?)
    }
}

/// The hand-over of this id, or the conversation's live one.
async fn known(new: &NewHandover, connection: &mut PgConnection) -> Result<Option<Handover>, sqlx::Error> {
    let row = sqlx::query(concat!(
        "select ",
        columns!(),
        "  from app.handovers
          where tenant_id = $1 and conversation_id = $2 and (id = $3 or status in ('waiting', 'accepted'))
          order by id = $3 desc
          limit 1",
    ))
    .bind(new.tenant_id.uuid())
    .bind(new.conversation_id.uuid())
    .bind(new.id.uuid())
    .fetch_optional(connection)
    .await?;
    row.as_ref().map(read).transpose()
}

async fn insert(new: &NewHandover, connection: &mut PgConnection) -> Result<Handover, sqlx::Error> {
    let row = sqlx::query(concat!(
        "insert into app.handovers (tenant_id, id, conversation_id, reason) values ($1, $2, $3, $4) returning ",
        columns!(),
    ))
    .bind(new.tenant_id.uuid())
    .bind(new.id.uuid())
    .bind(new.conversation_id.uuid())
    .bind(new.reason.as_str())
    .fetch_one(connection)
    .await?;
    read(&row)
}
