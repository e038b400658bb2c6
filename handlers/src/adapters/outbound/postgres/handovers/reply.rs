//! What an agent says: their message, what it answers, and the event, in one transaction.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::row::{hold, move_messages};
use crate::adapters::outbound::postgres::admission::admit;
use crate::adapters::outbound::postgres::conversation_state::Locked;
use crate::adapters::outbound::postgres::fault::{signed, unsigned};
use crate::adapters::outbound::postgres::outbox::enqueue;
use crate::adapters::outbound::postgres::transaction::{Name, Stop, Work};
use crate::domain::{AgentMessage, AgentReplied, MessageId, MessageStatus, Role};
use crate::ports::{HandoverError, NewReply, ReplyError, SavedReply};

#[async_trait]
impl Work for NewReply {
    type Output = SavedReply;
    type Refusal = ReplyError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.of.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<SavedReply, Stop<ReplyError>> {
        admit(self.of.tenant_id, connection).await?;
        let held = hold(self.of, connection).await?;
        if let Some(message) = known(self, held.conversation, connection).await? {
            return Ok(SavedReply {
                message,
                first: false,
            });
        }
        held.handover
            .is_held_by(&self.agent)
            .map_err(|refusal| Stop::Refused(HandoverError::from(refusal).into()))?;
        let in_reply_to = newest_question(held.conversation, connection).await?;
        let sequence = next_sequence(held.conversation, connection).await?;
        let created_at = insert(self, held.conversation, sequence, in_reply_to, connection).await?;
        let answered = (MessageStatus::QueuedForHuman, MessageStatus::Completed);
        move_messages(held.conversation, answered, connection).await?;
        let message = message(self, held.conversation, sequence, in_reply_to, created_at);
        let event = AgentReplied::of(&message);
        enqueue(
            self.of.tenant_id,
            event.event_id,
            AgentReplied::NAME,
            &event,
            connection,
        )
        .await?;
        Ok(SavedReply { message, first: true })
    }
}

fn message(
    reply: &NewReply,
    conversation: Locked,
    sequence: u32,
    in_reply_to: Option<Uuid>,
    created_at: DateTime<Utc>,
) -> AgentMessage {
    AgentMessage {
        id: reply.message_id,
        tenant_id: reply.of.tenant_id,
        conversation_id: conversation.id,
        handover_id: reply.of.id,
        sequence,
        in_reply_to: in_reply_to.map(MessageId::from),
        text: reply.text.clone(),
        created_at: created_at.into(),
    }
}

/// What an earlier request for the same reply stored.
async fn known(
    reply: &NewReply,
    conversation: Locked,
    connection: &mut PgConnection,
) -> Result<Option<AgentMessage>, Stop<ReplyError>> {
    let row: Option<(i32, Option<Uuid>, DateTime<Utc>, bool)> = sqlx::query_as(
        "select seq, in_reply_to, created_at, content = $4 from app.messages
          where tenant_id = $1 and id = $2 and conversation_id = $3",
    )
    .bind(reply.of.tenant_id.uuid())
    .bind(reply.message_id.uuid())
    .bind(conversation.id.uuid())
    .bind(reply.text.as_str())
    .fetch_optional(connection)
    .await?;
    let Some((sequence, in_reply_to, created_at, is_same)) = row else {
        return Ok(None);
    };
    if !is_same {
        return Err(Stop::Refused(ReplyError::SaidOtherwise));
    }
    let sequence = unsigned(sequence.into())?;
    Ok(Some(message(
        reply,
        conversation,
        sequence,
        in_reply_to,
        created_at,
    )))
}

async fn newest_question(
    conversation: Locked,
    connection: &mut PgConnection,
) -> Result<Option<Uuid>, sqlx::Error> {
    sqlx::query_scalar(
        "select id from app.messages
          where tenant_id = $1 and conversation_id = $2 and role = $3
          order by seq desc
          limit 1",
    )
    .bind(conversation.tenant_id.uuid())
    .bind(conversation.id.uuid())
    .bind(Role::Customer.as_str())
    .fetch_optional(connection)
    .await
}

async fn next_sequence(conversation: Locked, connection: &mut PgConnection) -> Result<u32, sqlx::Error> {
    let sequence: i32 = sqlx::query_scalar(
        "update app.conversations
            set last_seq = last_seq + 1, version = version + 1, updated_at = now()
          where tenant_id = $1 and id = $2
      returning last_seq",
    )
    .bind(conversation.tenant_id.uuid())
    .bind(conversation.id.uuid())
    .fetch_one(connection)
    .await?;
    unsigned(sequence.into())
}

async fn insert(
    reply: &NewReply,
    conversation: Locked,
    sequence: u32,
    in_reply_to: Option<Uuid>,
    connection: &mut PgConnection,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into app.messages
             (tenant_id, id, conversation_id, seq, role, status, in_reply_to, content, completed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, now())
         returning created_at",
    )
    .bind(reply.of.tenant_id.uuid())
    .bind(reply.message_id.uuid())
    .bind(conversation.id.uuid())
    .bind(signed(sequence)?)
    .bind(Role::Agent.as_str())
    .bind(MessageStatus::Completed.as_str())
    .bind(in_reply_to)
    .bind(reply.text.as_str())
    .fetch_one(connection)
    .await
}
