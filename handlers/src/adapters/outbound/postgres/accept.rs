//! The accept transaction: a message is stored before anything else is done with it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use uuid::Uuid;

use super::Postgres;
use super::fault::{decode, signed, unsigned};
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{AcceptedMessage, ConversationState, MessageStatus, Role};
use crate::ports::{AcceptError, ConversationChoice, MessageStore, NewMessage};

#[async_trait]
impl MessageStore for Postgres {
    async fn accept(&self, message: &NewMessage) -> Result<AcceptedMessage, AcceptError> {
        commit(self, message).await
    }
}

#[async_trait]
impl Work for NewMessage {
    type Output = AcceptedMessage;
    type Refusal = AcceptError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<AcceptedMessage, Stop<AcceptError>> {
        let customer = admit(self, connection).await?;
        if let ConversationChoice::New(_) = self.conversation {
            open(self, customer, connection).await?;
        }
        let conversation = lock(self, customer, connection).await?;
        if let Some((sequence, created_at)) = conversation.accepted {
            return Ok(accepted(self, conversation.state, sequence, created_at));
        }
        let state = conversation
            .state
            .after_customer_message(conversation.resolved_for)
            .map_err(|_| Stop::Refused(AcceptError::ConversationClosed))?;
        let sequence = next_sequence(self, state, connection).await?;
        let created_at = insert(self, state, sequence, connection).await?;
        Ok(accepted(self, state, sequence, created_at))
    }
}

/// The customer's id, if the tenant may use the platform; the customer is entered if new.
async fn admit(message: &NewMessage, connection: &mut PgConnection) -> Result<Uuid, Stop<AcceptError>> {
    let row: Option<(String, Option<Uuid>)> = sqlx::query_as(
        "with tenant as (select status from app.tenants where id = $1),
              known as (select id from app.customers where tenant_id = $1 and external_id = $3),
              entered as (
                  insert into app.customers (tenant_id, id, external_id)
                  select $1, $2, $3 from tenant where status = 'active' and not exists (select from known)
                  on conflict do nothing
                  returning id)
         select status, coalesce((select id from known), (select id from entered)) from tenant",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.new_customer_id.uuid())
    .bind(message.customer.as_str())
    .fetch_optional(&mut *connection)
    .await?;
    match row {
        None => Err(Stop::Refused(AcceptError::UnknownTenant)),
        Some((status, _)) if status != "active" => Err(Stop::Refused(AcceptError::TenantSuspended)),
        Some((_, Some(customer))) => Ok(customer),
        // Somebody entered the customer since our statement began; another statement sees them.
        Some((_, None)) => Ok(sqlx::query_scalar(
            "select id from app.customers where tenant_id = $1 and external_id = $2",
        )
        .bind(message.tenant_id.uuid())
        .bind(message.customer.as_str())
        .fetch_one(connection)
        .await?),
    }
}

/// Makes the conversation, unless an earlier try of the same message did.
async fn open(
    message: &NewMessage,
    customer: Uuid,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "insert into app.conversations (tenant_id, id, customer_id) values ($1, $2, $3) on conflict do nothing",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(customer)
    .execute(connection)
    .await?;
    Ok(())
}

/// A conversation that nobody else changes until this transaction ends.
struct Locked {
    state: ConversationState,
    resolved_for: Option<Duration>,
    /// Sequence and time of the message, if it was accepted before.
    accepted: Option<(u32, DateTime<Utc>)>,
}

async fn lock(
    message: &NewMessage,
    customer: Uuid,
    connection: &mut PgConnection,
) -> Result<Locked, Stop<AcceptError>> {
    type Row = (String, Option<f64>, Option<i32>, Option<DateTime<Utc>>);
    let row: Option<Row> = sqlx::query_as(
        "select c.state, extract(epoch from now() - c.resolved_at)::float8, m.seq, m.created_at
           from app.conversations c
           left join app.messages m on m.tenant_id = c.tenant_id and m.conversation_id = c.id and m.id = $4
          where c.tenant_id = $1 and c.id = $2 and c.customer_id = $3
            for update of c",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(customer)
    .bind(message.id.uuid())
    .fetch_optional(connection)
    .await?;
    let Some((state, resolved_for, sequence, created_at)) = row else {
        return Err(Stop::Refused(AcceptError::UnknownConversation));
    };
    let sequence = sequence.map(|sequence| unsigned(sequence.into())).transpose()?;
    Ok(Locked {
        state: decode(&state)?,
        resolved_for: resolved_for.map(|seconds| Duration::try_from_secs_f64(seconds).unwrap_or_default()),
        accepted: sequence.zip(created_at),
    })
}

async fn next_sequence(
    message: &NewMessage,
    state: ConversationState,
    connection: &mut PgConnection,
) -> Result<u32, sqlx::Error> {
    let sequence: i32 = sqlx::query_scalar(
        "update app.conversations
            set last_seq = last_seq + 1, state = $3, resolved_at = null, version = version + 1, updated_at = now()
          where tenant_id = $1 and id = $2
      returning last_seq",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(state.as_str())
    .fetch_one(connection)
    .await?;
    unsigned(sequence.into())
}

async fn insert(
    message: &NewMessage,
    state: ConversationState,
    sequence: u32,
    connection: &mut PgConnection,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into app.messages (tenant_id, id, conversation_id, seq, role, status, content)
         values ($1, $2, $3, $4, $5, $6, $7)
         returning created_at",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(signed(sequence)?)
    .bind(Role::Customer.as_str())
    .bind(MessageStatus::of_new(state).as_str())
    .bind(message.text.as_str())
    .fetch_one(connection)
    .await
}

fn accepted(
    message: &NewMessage,
    state: ConversationState,
    sequence: u32,
    created_at: DateTime<Utc>,
) -> AcceptedMessage {
    AcceptedMessage {
        tenant_id: message.tenant_id,
        conversation_id: message.conversation.id(),
        conversation_state: state,
        id: message.id,
        sequence,
        text: message.text.clone(),
        locale: message.locale.clone(),
        created_at: created_at.into(),
    }
}
