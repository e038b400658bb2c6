//! The accept transaction: a message is stored before anything else is done with it, once, and not too often.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;
use sqlx::types::Json;
use uuid::Uuid;

use super::Postgres;
use super::fault::{decode, unsigned};
use super::keys::{self, Promise, Release};
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{
    AcceptedMessage, Answer, Claim, ConversationState, KEY_KEPT, LEASE, Locale, MessageStatus, QuotaExceeded,
    Remaining, Role, TenantSettings,
};
use crate::ports::{AcceptError, Acceptance, ConversationChoice, KeyError, MessageStore, NewMessage};

#[async_trait]
impl MessageStore for Postgres {
    async fn accept(&self, message: &NewMessage) -> Result<Acceptance, AcceptError> {
        commit(self, message).await
    }

    async fn promise(&self, message: &AcceptedMessage, claim: &Claim) -> Result<Option<Answer>, KeyError> {
        commit(self, &Promise { message, claim }).await
    }

    async fn release(&self, message: &AcceptedMessage, claim: &Claim) -> Result<(), KeyError> {
        commit(self, &Release { message, claim }).await
    }
}

#[async_trait]
impl Work for NewMessage {
    type Output = Acceptance;
    type Refusal = AcceptError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Acceptance, Stop<AcceptError>> {
        let (admission, server_timing) = admit(self, connection).await?;
        let (customer, limits) = match admission {
            Admission::Admitted { customer, limits } => (customer, limits),
            Admission::Known(claim) => return keys::earlier(self, claim, server_timing, connection).await,
        };
        let stored = |message| Acceptance::Stored {
            message,
            limits,
            server_timing,
        };
        if let ConversationChoice::New(_) = self.conversation
            && let Some(created_at) = open(self, customer, connection).await?
        {
            let message = accepted(self, ConversationState::Open, 1, created_at);
            return Ok(stored(message));
        }
        let conversation = lock(self, customer, connection).await?;
        if let Some((sequence, created_at)) = conversation.accepted {
            let message = accepted(self, conversation.state, sequence, created_at);
            return Ok(stored(message));
        }
        let state = conversation
            .state
            .after_customer_message(conversation.resolved_for)
            .map_err(|_| Stop::Refused(AcceptError::ConversationClosed))?;
        let (sequence, created_at) = insert(self, state, connection).await?;
        let message = accepted(self, state, sequence, created_at);
        if let (Some(claim), false) = (&self.claim, state.is_answered_by_assistant()) {
            keys::keep_promise(&message, claim, connection).await?;
        }
        Ok(stored(message))
    }
}

/// What comes before a message.
enum Admission<'a> {
    /// It is to be stored, as this customer's.
    Admitted { customer: Uuid, limits: Vec<Remaining> },
    /// Its key was claimed before; its row is locked.
    Known(&'a Claim),
}

/// Also whether the tenant has its clients told how long an answer took.
async fn admit<'a>(
    message: &'a NewMessage,
    connection: &mut PgConnection,
) -> Result<(Admission<'a>, bool), Stop<AcceptError>> {
    let claim = message.claim.as_ref();
    let defaults = TenantSettings::default();
    type Row = (
        String,
        Option<Uuid>,
        Option<String>,
        Option<Json<Vec<Remaining>>>,
        bool,
    );
    let (outcome, customer, violated, limits, server_timing): Row = sqlx::query_as(
        "select outcome, customer, violated, limits,
                coalesce((select settings -> 'server_timing' = 'true' from app.tenants where id = $1), false)
           from app.admit_message($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.id.uuid())
    .bind(message.new_customer_id.uuid())
    .bind(message.customer.as_str())
    .bind(claim.map(|claim| claim.principal.as_str()))
    .bind(claim.map(|claim| claim.operation))
    .bind(claim.map(|claim| claim.key.as_str()))
    .bind(claim.map(|claim| claim.fingerprint.as_bytes().as_slice()))
    .bind(message.promised)
    .bind(LEASE.as_secs_f64())
    .bind(KEY_KEPT.as_secs_f64())
    .bind(Json(defaults.tenant_limit))
    .bind(Json(defaults.customer_limit))
    .fetch_one(connection)
    .await?;
    let limits = limits.map(|Json(limits)| limits).unwrap_or_default();
    match (outcome.as_str(), customer, claim) {
        ("admitted", Some(customer), _) => Ok((Admission::Admitted { customer, limits }, server_timing)),
        ("known", _, Some(claim)) => Ok((Admission::Known(claim), server_timing)),
        ("unknown_tenant", ..) => Err(Stop::Refused(AcceptError::UnknownTenant)),
        ("suspended", ..) => Err(Stop::Refused(AcceptError::TenantSuspended)),
        ("limited", ..) => {
            let violated = decode(&violated.unwrap_or_default())?;
            Err(Stop::Refused(QuotaExceeded { violated, limits }.into()))
        }
        _ => Err(sqlx::Error::Decode(format!("admit_message said `{outcome}`").into()).into()),
    }
}

/// Makes the conversation with the message as its first; `None` if an earlier try of the same message did.
async fn open(
    message: &NewMessage,
    customer: Uuid,
    connection: &mut PgConnection,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar(
        "with opened as (
             insert into app.conversations (tenant_id, id, customer_id, last_seq, version)
             values ($1, $2, $3, 1, 2) on conflict do nothing
             returning id)
         insert into app.messages (tenant_id, id, conversation_id, seq, role, status, content, locale, metadata)
         select $1, $4, id, 1, $5, $6, $7, $8, $9 from opened
         returning created_at",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(customer)
    .bind(message.id.uuid())
    .bind(Role::Customer.as_str())
    .bind(MessageStatus::Processing.as_str())
    .bind(message.text.as_str())
    .bind(message.locale.as_ref().map(Locale::as_str))
    .bind(Json(&message.metadata))
    .fetch_optional(connection)
    .await
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

/// Gives the message the conversation's next sequence.
async fn insert(
    message: &NewMessage,
    state: ConversationState,
    connection: &mut PgConnection,
) -> Result<(u32, DateTime<Utc>), sqlx::Error> {
    let (sequence, created_at): (i32, DateTime<Utc>) = sqlx::query_as(
        "with conversation as (
             update app.conversations
                set last_seq = last_seq + 1, state = $3, resolved_at = null, version = version + 1,
                    updated_at = now()
              where tenant_id = $1 and id = $2
          returning last_seq)
         insert into app.messages (tenant_id, id, conversation_id, seq, role, status, content, locale, metadata)
         select $1, $4, $2, last_seq, $5, $6, $7, $8, $9 from conversation
         returning seq, created_at",
    )
    .bind(message.tenant_id.uuid())
    .bind(message.conversation.id().uuid())
    .bind(state.as_str())
    .bind(message.id.uuid())
    .bind(Role::Customer.as_str())
    .bind(MessageStatus::of_new(state).as_str())
    .bind(message.text.as_str())
    .bind(message.locale.as_ref().map(Locale::as_str))
    .bind(Json(&message.metadata))
    .fetch_one(connection)
    .await?;
    Ok((unsigned(sequence.into())?, created_at))
}

pub(super) fn accepted(
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
