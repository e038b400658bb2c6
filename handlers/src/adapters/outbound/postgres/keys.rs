//! Idempotency keys that are known already: what the first request was told, and what the next ones are told.
//!
//! A key's row says which message the request made, and nothing of its answer: that is made again from the message's
//! rows. So whoever saves an answer need not know of keys.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::{PgConnection, Row as _};
use uuid::Uuid;

use super::accept::accepted;
use super::fault::{decode, unsigned};
use super::save::{Question, find};
use super::transaction::{Name, Stop, Work};
use crate::domain::{AcceptedMessage, Answer, Claim, LEASE, MessageId};
use crate::ports::{AcceptError, Acceptance, ConversationChoice, KeyError, NewMessage};

/// What the request that claimed the key first has come to. The key's row is locked.
pub(super) async fn earlier(
    message: &NewMessage,
    claim: &Claim,
    server_timing: bool,
    connection: &mut PgConnection,
) -> Result<Acceptance, Stop<AcceptError>> {
    let row = sqlx::query(
        "select k.fingerprint, k.message_id, k.promised, k.conversation_state,
                k.lease_until > clock_timestamp() as leased,
                question.conversation_id, question.seq as question_seq, question.created_at as asked_at
           from app.idempotency_keys k
           left join app.messages question on question.tenant_id = k.tenant_id and question.id = k.message_id
          where k.tenant_id = $1 and k.principal = $2 and k.operation = $3 and k.key = $4",
    )
    .bind(message.tenant_id.uuid())
    .bind(&claim.principal)
    .bind(claim.operation)
    .bind(claim.key.as_str())
    .fetch_one(&mut *connection)
    .await?;
    if row.try_get::<&[u8], _>("fingerprint")? != claim.fingerprint.as_bytes() {
        return Err(Stop::Refused(AcceptError::KeyReused));
    }
    let place: (Option<Uuid>, Option<i32>, Option<DateTime<Utc>>) = (
        row.try_get("conversation_id")?,
        row.try_get("question_seq")?,
        row.try_get("asked_at")?,
    );
    let (Some(conversation), Some(sequence), Some(asked_at)) = place else {
        // Erased since, with all that it belonged to.
        return Err(Stop::Refused(AcceptError::UnknownConversation));
    };
    // What both requests say is the same; only the ids are the first one's.
    let first = NewMessage {
        id: MessageId::from(row.try_get::<Uuid, _>("message_id")?),
        conversation: ConversationChoice::Existing(conversation.into()),
        ..message.clone()
    };
    let state = decode(row.try_get("conversation_state")?)?;
    let known = accepted(&first, state, unsigned(sequence.into())?, asked_at);
    if known.id == message.id {
        // Our own: it was committed, and the connection broke before we heard of it.
        return Ok(Acceptance::Stored {
            message: known,
            limits: Vec::new(),
            server_timing,
        });
    }
    if row.try_get("promised")? {
        return Ok(Acceptance::Replayed {
            message: known,
            answer: None,
        });
    }
    if let Some(answer) = find(question(&known), connection).await? {
        return Ok(Acceptance::Replayed {
            message: known,
            answer: Some(answer),
        });
    }
    if row.try_get("leased")? {
        return Err(Stop::Refused(AcceptError::KeyInProgress));
    }
    sqlx::query(
        "update app.idempotency_keys
            set lease_until = clock_timestamp() + make_interval(secs => $5), promised = $6
          where tenant_id = $1 and principal = $2 and operation = $3 and key = $4",
    )
    .bind(message.tenant_id.uuid())
    .bind(&claim.principal)
    .bind(claim.operation)
    .bind(claim.key.as_str())
    .bind(LEASE.as_secs_f64())
    .bind(message.promised)
    .execute(connection)
    .await?;
    Ok(Acceptance::Resumed {
        message: known,
        server_timing,
    })
}

const fn question(message: &AcceptedMessage) -> Question {
    Question {
        tenant_id: message.tenant_id,
        conversation_id: message.conversation_id,
        message_id: message.id,
    }
}

/// The key's client is told to ask again later, whatever happens.
pub(super) async fn keep_promise(
    message: &AcceptedMessage,
    claim: &Claim,
    connection: &mut PgConnection,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "update app.idempotency_keys set promised = true, conversation_state = $6
          where tenant_id = $1 and principal = $2 and operation = $3 and key = $4 and message_id = $5",
    )
    .bind(message.tenant_id.uuid())
    .bind(&claim.principal)
    .bind(claim.operation)
    .bind(claim.key.as_str())
    .bind(message.id.uuid())
    .bind(message.conversation_state.as_str())
    .execute(connection)
    .await?;
    Ok(())
}

/// See [`MessageStore::promise`](crate::ports::MessageStore::promise).
pub(super) struct Promise<'a> {
    pub(super) message: &'a AcceptedMessage,
    pub(super) claim: &'a Claim,
}

#[async_trait]
impl Work for Promise<'_> {
    type Output = Option<Answer>;
    type Refusal = KeyError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.message.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Option<Answer>, Stop<KeyError>> {
        // Whoever saves the answer holds this lock: it is either here, or will not have been when we promised.
        sqlx::query("select from app.conversations where tenant_id = $1 and id = $2 for update")
            .bind(self.message.tenant_id.uuid())
            .bind(self.message.conversation_id.uuid())
            .execute(&mut *connection)
            .await?;
        let answer = find(question(self.message), connection).await?;
        if answer.is_none() {
            keep_promise(self.message, self.claim, connection).await?;
        }
        Ok(answer)
    }
}

/// See [`MessageStore::release`](crate::ports::MessageStore::release).
pub(super) struct Release<'a> {
    pub(super) message: &'a AcceptedMessage,
    pub(super) claim: &'a Claim,
}

#[async_trait]
impl Work for Release<'_> {
    type Output = ();
    type Refusal = KeyError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.message.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<KeyError>> {
        sqlx::query(
            "update app.idempotency_keys set lease_until = clock_timestamp(), promised = false
              where tenant_id = $1 and principal = $2 and operation = $3 and key = $4 and message_id = $5",
        )
        .bind(self.message.tenant_id.uuid())
        .bind(&self.claim.principal)
        .bind(self.claim.operation)
        .bind(self.claim.key.as_str())
        .bind(self.message.id.uuid())
        .execute(connection)
        .await?;
        Ok(())
    }
}
