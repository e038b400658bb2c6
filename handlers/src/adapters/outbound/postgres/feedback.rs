//! What customers think of answers.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sqlx::PgConnection;

use super::Postgres;
use super::admission::admit;
use super::fault::decode;
use super::transaction::{Name, Stop, Work, commit};
use crate::domain::{Comment, Feedback, FeedbackReason, MessageId, NewFeedback, Role, TenantId};
use crate::ports::{FeedbackError, FeedbackStore, FindError};

#[async_trait]
impl FeedbackStore for Postgres {
    async fn give(
        &self,
        tenant_id: TenantId,
        message_id: MessageId,
        feedback: &NewFeedback,
    ) -> Result<Feedback, FeedbackError> {
        let answer = Answer {
            tenant_id,
            message_id,
        };
        commit(self, &Give { answer, feedback }).await
    }

    async fn withdraw(&self, tenant_id: TenantId, message_id: MessageId) -> Result<(), FeedbackError> {
        commit(
            self,
            &Withdraw(Answer {
                tenant_id,
                message_id,
            }),
        )
        .await
    }
}

/// The message that feedback is on.
#[derive(Clone, Copy)]
struct Answer {
    tenant_id: TenantId,
    message_id: MessageId,
}

impl Answer {
    /// Refuses what is no answer, or none of the tenant's.
    async fn check(self, connection: &mut PgConnection) -> Result<(), Stop<FeedbackError>> {
        admit(self.tenant_id, connection).await?;
        let role: Option<String> =
            sqlx::query_scalar("select role from app.messages where tenant_id = $1 and id = $2")
                .bind(self.tenant_id.uuid())
                .bind(self.message_id.uuid())
                .fetch_optional(connection)
                .await?;
        let role = role.ok_or(Stop::Refused(FindError::NotFound.into()))?;
        if decode::<Role>(&role)?.takes_feedback() {
            Ok(())
        } else {
            Err(Stop::Refused(FeedbackError::NotAllowed))
        }
    }
}

struct Give<'a> {
    answer: Answer,
    feedback: &'a NewFeedback,
}

#[async_trait]
impl Work for Give<'_> {
    type Output = Feedback;
    type Refusal = FeedbackError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.answer.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<Feedback, Stop<FeedbackError>> {
        self.answer.check(connection).await?;
        let reasons: Vec<&str> = self
            .feedback
            .reasons
            .iter()
            .copied()
            .map(FeedbackReason::as_str)
            .collect();
        let (created_at, updated_at): (DateTime<Utc>, DateTime<Utc>) = sqlx::query_as(
            "insert into app.feedback (tenant_id, message_id, rating, reasons, comment)
             values ($1, $2, $3, $4, $5)
             on conflict (tenant_id, message_id) do update
                set rating = excluded.rating, reasons = excluded.reasons, comment = excluded.comment, updated_at = now()
             returning created_at, updated_at",
        )
        .bind(self.answer.tenant_id.uuid())
        .bind(self.answer.message_id.uuid())
        .bind(self.feedback.rating.as_str())
        .bind(reasons)
        .bind(self.feedback.comment.as_ref().map(Comment::as_str))
        .fetch_one(connection)
        .await?;
        Ok(Feedback {
            message_id: self.answer.message_id,
            given: self.feedback.clone(),
            created_at: created_at.into(),
            updated_at: updated_at.into(),
        })
    }
}

struct Withdraw(Answer);

#[async_trait]
impl Work for Withdraw {
    type Output = ();
    type Refusal = FeedbackError;

    fn name(&self) -> Name<'_> {
        Name::Tenant(self.0.tenant_id)
    }

    async fn run(&self, connection: &mut PgConnection) -> Result<(), Stop<FeedbackError>> {
        self.0.check(connection).await?;
        sqlx::query("delete from app.feedback where tenant_id = $1 and message_id = $2")
            .bind(self.0.tenant_id.uuid())
            .bind(self.0.message_id.uuid())
            .execute(connection)
            .await?;
        Ok(())
    }
}
