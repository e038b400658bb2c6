//! The save transaction: answer, question's status, run and event, all or nothing, and once.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::Postgres;
use super::fault::{decode, signed, unsigned};
use super::outbox::enqueue;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{
    Answer, ConversationAnswered, ConversationId, Intent, MessageId, MessageStatus, NewAnswer, PromptVersion,
    Reply, Role, TenantId, TokenUsage,
};
use crate::ports::{SaveTurnError, SavedTurn, TurnStore};

#[async_trait]
impl TurnStore for Postgres {
    async fn save(&self, answer: &NewAnswer) -> Result<SavedTurn, SaveTurnError> {
        commit(self, answer).await
    }
}

#[async_trait]
impl Work for NewAnswer {
    type Output = SavedTurn;
    type Refusal = SaveTurnError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<SavedTurn, Stop<SaveTurnError>> {
        lock(self, connection).await?;
        if let Some(answer) = find(Question::of(self), connection).await? {
            return Ok(SavedTurn { answer, first: false });
        }
        let sequence = next_sequence(self, connection).await?;
        let created_at = insert_answer(self, sequence, connection).await?;
        complete_question(self, connection).await?;
        insert_run(self, connection).await?;
        let answer = self.clone().stored(sequence, created_at.into());
        let event = ConversationAnswered::of(self.tenant_id, &answer);
        enqueue(
            self.tenant_id,
            event.event_id,
            ConversationAnswered::NAME,
            &event,
            connection,
        )
        .await?;
        Ok(SavedTurn { answer, first: true })
    }
}

/// Locks the conversation, if it holds the question: one writer a conversation.
async fn lock(new: &NewAnswer, connection: &mut PgConnection) -> Result<(), Stop<SaveTurnError>> {
    let found: Option<i32> = sqlx::query_scalar(
        "select question.seq
           from app.conversations c
           join app.messages question on question.tenant_id = c.tenant_id and question.conversation_id = c.id
          where c.tenant_id = $1 and c.id = $2 and question.id = $3 and question.role = $4
            for update of c",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.conversation_id.uuid())
    .bind(new.message_id.uuid())
    .bind(Role::Customer.as_str())
    .fetch_optional(connection)
    .await?;
    found
        .map(drop)
        .ok_or(Stop::Refused(SaveTurnError::UnknownMessage))
}

/// The message that is answered.
#[derive(Clone, Copy)]
pub(super) struct Question {
    pub(super) tenant_id: TenantId,
    pub(super) conversation_id: ConversationId,
    pub(super) message_id: MessageId,
}

impl Question {
    const fn of(new: &NewAnswer) -> Self {
        Self {
            tenant_id: new.tenant_id,
            conversation_id: new.conversation_id,
            message_id: new.message_id,
        }
    }
}

/// The answer that a save stored, if one did.
pub(super) async fn find(
    question: Question,
    connection: &mut PgConnection,
) -> Result<Option<Answer>, sqlx::Error> {
    let row = sqlx::query(
        "select answer.seq, answer.content, answer.created_at, run.outcome, run.intent, run.intent_confidence,
                run.prompt_name, run.prompt_version, run.prompt_sha256, run.model, run.fallbacks, run.truncated,
                run.input_tokens, run.output_tokens, run.cached_tokens, run.latency_ms
           from app.messages answer
           join app.runs run on run.tenant_id = answer.tenant_id and run.message_id = answer.in_reply_to
          where answer.tenant_id = $1 and answer.id = $2",
    )
    .bind(question.tenant_id.uuid())
    .bind(question.message_id.answer().uuid())
    .fetch_optional(connection)
    .await?;
    row.map(|row| read(question, &row)).transpose()
}

fn read(question: Question, row: &PgRow) -> Result<Answer, sqlx::Error> {
    let text = |column: &str| row.try_get::<&str, _>(column);
    let count = |column: &str| row.try_get::<Option<i64>, _>(column)?.map(unsigned).transpose();
    let usage = match (
        count("input_tokens")?,
        count("output_tokens")?,
        count("cached_tokens")?,
    ) {
        (Some(input_tokens), Some(output_tokens), Some(cached_tokens)) => Some(TokenUsage {
            input_tokens,
            output_tokens,
            cached_tokens,
        }),
        _ => None,
    };
    Ok(Answer {
        id: question.message_id.answer(),
        conversation_id: question.conversation_id,
        in_reply_to: question.message_id,
        sequence: unsigned(row.try_get::<i32, _>("seq")?.into())?,
        intent: Intent {
            name: decode(text("intent")?)?,
            confidence: row.try_get("intent_confidence")?,
        },
        reply: Reply {
            text: decode(text("content")?)?,
            outcome: decode(text("outcome")?)?,
            truncated: row.try_get("truncated")?,
            prompt: PromptVersion {
                name: row.try_get("prompt_name")?,
                version: row.try_get("prompt_version")?,
                sha256: row.try_get("prompt_sha256")?,
            },
            model: row.try_get("model")?,
            fallbacks: unsigned(row.try_get::<i32, _>("fallbacks")?.into())?,
            usage,
            latency_ms: unsigned(row.try_get("latency_ms")?)?,
        },
        created_at: row.try_get::<DateTime<Utc>, _>("created_at")?.into(),
        timings: None,
    })
}

async fn next_sequence(new: &NewAnswer, connection: &mut PgConnection) -> Result<u32, sqlx::Error> {
    let sequence: i32 = sqlx::query_scalar(
        "update app.conversations
            set last_seq = last_seq + 1, version = version + 1, updated_at = now()
          where tenant_id = $1 and id = $2
      returning last_seq",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.conversation_id.uuid())
    .fetch_one(connection)
    .await?;
    unsigned(sequence.into())
}

async fn insert_answer(
    new: &NewAnswer,
    sequence: u32,
    connection: &mut PgConnection,
) -> Result<DateTime<Utc>, sqlx::Error> {
    sqlx::query_scalar(
        "insert into app.messages
             (tenant_id, id, conversation_id, seq, role, status, in_reply_to, content, completed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, now())
         returning created_at",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.message_id.answer().uuid())
    .bind(new.conversation_id.uuid())
    .bind(signed(sequence)?)
    .bind(Role::Assistant.as_str())
    .bind(new.reply.outcome.status().as_str())
    .bind(new.message_id.uuid())
    .bind(new.reply.text.as_str())
    .fetch_one(connection)
    .await
}

/// Completes the question, if it is the assistant's to answer. Whoever hands the conversation over holds the same lock:
/// by now the question is a person's, or it will be answered before it becomes one's.
async fn complete_question(
    new: &NewAnswer,
    connection: &mut PgConnection,
) -> Result<(), Stop<SaveTurnError>> {
    let assistants = MessageStatus::ALL
        .into_iter()
        .filter(|status| status.awaits_assistant());
    let assistants: Vec<&str> = assistants.map(MessageStatus::as_str).collect();
    let completed = sqlx::query(
        "update app.messages set status = $3, completed_at = now()
          where tenant_id = $1 and id = $2 and status = any($4)",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.message_id.uuid())
    .bind(MessageStatus::Completed.as_str())
    .bind(&assistants)
    .execute(connection)
    .await?;
    if completed.rows_affected() == 0 {
        return Err(Stop::Refused(SaveTurnError::HeldByHuman));
    }
    Ok(())
}

/// The run, and what it adds to the day's usage.
async fn insert_run(new: &NewAnswer, connection: &mut PgConnection) -> Result<(), sqlx::Error> {
    let reply = &new.reply;
    let cost = reply
        .cost_micros()
        .map(i64::try_from)
        .transpose()
        .map_err(|error| sqlx::Error::Encode(Box::new(error)))?;
    if cost.is_none() {
        tracing::info!(model = reply.model, "what the answer cost is not known");
    }
    sqlx::query(
        "with run as (
             insert into app.runs
                 (tenant_id, id, message_id, conversation_id, outcome, intent, intent_confidence, prompt_name,
                  prompt_version, model, fallbacks, truncated, input_tokens, output_tokens, cached_tokens,
                  latency_ms, cost_micros, prompt_sha256)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18))
         insert into app.usage_daily as known
                (tenant_id, day, model, shard, requests, input_tokens, output_tokens, cost_micros)
         values ($1, (now() at time zone 'utc')::date, coalesce($10, 'none'), hashtext($3::text) & 7, 1,
                 coalesce($13, 0), coalesce($14, 0), coalesce($17, 0))
             on conflict (tenant_id, day, model, shard) do update
            set requests = known.requests + 1, input_tokens = known.input_tokens + excluded.input_tokens,
                output_tokens = known.output_tokens + excluded.output_tokens,
                cost_micros = known.cost_micros + excluded.cost_micros",
    )
    .bind(new.tenant_id.uuid())
    .bind(new.message_id.run().uuid())
    .bind(new.message_id.uuid())
    .bind(new.conversation_id.uuid())
    .bind(reply.outcome.as_str())
    .bind(new.intent.name.as_str())
    .bind(new.intent.confidence)
    .bind(&reply.prompt.name)
    .bind(&reply.prompt.version)
    .bind(&reply.model)
    .bind(signed(reply.fallbacks)?)
    .bind(reply.truncated)
    .bind(reply.usage.map(|usage| i64::from(usage.input_tokens)))
    .bind(reply.usage.map(|usage| i64::from(usage.output_tokens)))
    .bind(reply.usage.map(|usage| i64::from(usage.cached_tokens)))
    .bind(i64::from(reply.latency_ms))
    .bind(cost)
    .bind(&reply.prompt.sha256)
    .execute(connection)
    .await?;
    Ok(())
}
