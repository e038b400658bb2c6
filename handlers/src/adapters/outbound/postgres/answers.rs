//! Stored answers, read back as they were saved.

use chrono::{DateTime, Utc};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row as _};

use super::fault::{decode, unsigned};
use crate::domain::{
    AcceptedMessage, Answer, ConversationId, Intent, MessageId, NewAnswer, PromptVersion, Reply, TenantId,
    TokenUsage,
};

/// The question that an answer is looked for.
pub(super) struct QuestionKey {
    pub(super) tenant_id: TenantId,
    pub(super) conversation_id: ConversationId,
    pub(super) message_id: MessageId,
}

impl From<&AcceptedMessage> for QuestionKey {
    fn from(message: &AcceptedMessage) -> Self {
        Self {
            tenant_id: message.tenant_id,
            conversation_id: message.conversation_id,
            message_id: message.id,
        }
    }
}

impl From<&NewAnswer> for QuestionKey {
    fn from(new: &NewAnswer) -> Self {
        Self {
            tenant_id: new.tenant_id,
            conversation_id: new.conversation_id,
            message_id: new.message_id,
        }
    }
}

/// The assistant's answer to a question, if it was saved.
pub(super) async fn find(
    question: impl Into<QuestionKey>,
    connection: &mut PgConnection,
) -> Result<Option<Answer>, sqlx::Error> {
    let question = question.into();
    let row = sqlx::query(
        "select answer.seq, answer.content, answer.created_at, run.outcome, run.intent, run.intent_confidence,
                run.prompt_name, run.prompt_version, run.model, run.fallbacks, run.truncated,
                run.input_tokens, run.output_tokens, run.cached_tokens, run.latency_ms
           from app.messages answer
           join app.runs run on run.tenant_id = answer.tenant_id and run.message_id = answer.in_reply_to
          where answer.tenant_id = $1 and answer.id = $2",
    )
    .bind(question.tenant_id.uuid())
    .bind(question.message_id.answer().uuid())
    .fetch_optional(connection)
    .await?;
    row.map(|row| read(&question, &row)).transpose()
}

fn read(question: &QuestionKey, row: &PgRow) -> Result<Answer, sqlx::Error> {
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
    let stored = NewAnswer {
        tenant_id: question.tenant_id,
        conversation_id: question.conversation_id,
        message_id: question.message_id,
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
            },
            model: row.try_get("model")?,
            fallbacks: unsigned(row.try_get::<i32, _>("fallbacks")?.into())?,
            usage,
            latency_ms: unsigned(row.try_get("latency_ms")?)?,
        },
    };
    let sequence = unsigned(row.try_get::<i32, _>("seq")?.into())?;
    Ok(stored.stored(sequence, row.try_get::<DateTime<Utc>, _>("created_at")?.into()))
}
