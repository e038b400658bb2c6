//! `PUT /v1/messages/{id}/feedback`: what a customer thinks of an answer.

use super::access_problem::{FindProblem, tenant_of};
use super::get_message::MessagePath;
use crate::adapters::resources::{Feedback, Messages, Tenants};
use crate::application;
use crate::domain::{self, Comment, FeedbackReason, MessageId, NewFeedback, Rating, Timestamp};
use crate::ports::{FeedbackError, FeedbackStore};
use ferrovia::{Capability, HandlerError, Json, Port, Read, Request, Write, data, handler};
use std::collections::BTreeSet;

/// What a customer thinks of an answer.
#[data]
#[serde(deny_unknown_fields)]
pub struct PutFeedback {
    /// Whether the answer helped.
    pub rating: Rating,
    /// Why, each reason once.
    #[serde(default)]
    pub reasons: BTreeSet<FeedbackReason>,
    /// In words.
    pub comment: Option<Comment>,
}

/// Feedback that is kept.
#[data]
pub struct FeedbackView {
    /// The message that it is on.
    pub message_id: MessageId,
    /// Always `feedback`.
    pub object: String,
    /// Whether the answer helped.
    pub rating: Rating,
    /// Why.
    pub reasons: BTreeSet<FeedbackReason>,
    /// In words.
    pub comment: Option<Comment>,
    /// When it was first given (RFC 3339).
    pub created_at: Timestamp,
    /// When it was last changed (RFC 3339).
    pub updated_at: Timestamp,
}

/// Feedback on answers, to be kept.
#[derive(Capability)]
pub struct KeptFeedback {
    tenants: Read<Tenants>,
    messages: Read<Messages>,
    feedback: Write<Feedback>,
    store: Port<dyn FeedbackStore>,
}

/// Why there is no feedback on a message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum FeedbackProblem {
    /// The message is no answer.
    #[error("feedback is given on answers: on messages of the role `assistant` or `agent`")]
    #[problem(
        status = 422,
        slug = "feedback-not-allowed",
        title = "Feedback cannot be given on this message"
    )]
    NotAllowed,
    /// There is no such message, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<FeedbackError> for FeedbackProblem {
    fn from(error: FeedbackError) -> Self {
        match error {
            FeedbackError::NotAllowed => Self::NotAllowed,
            FeedbackError::Find(error) => Self::Find(error.into()),
        }
    }
}

/// Keeps feedback on an answer, in the place of any before.
#[handler(
    route = "PUT /v1/messages/{id}/feedback",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn put_feedback(
    request: Request<PutFeedback, MessagePath>,
    feedback: KeptFeedback,
) -> Result<Json<FeedbackView>, FeedbackProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let PutFeedback {
        rating,
        reasons,
        comment,
    } = request.body;
    let given = NewFeedback {
        rating,
        reasons,
        comment,
    };
    let kept = application::give_feedback(&*feedback.store, tenant_id, request.path.id, &given).await?;
    Ok(Json(kept.into()))
}

impl From<domain::Feedback> for FeedbackView {
    fn from(feedback: domain::Feedback) -> Self {
        Self {
            message_id: feedback.message_id,
            object: "feedback".to_owned(),
            rating: feedback.given.rating,
            reasons: feedback.given.reasons,
            comment: feedback.given.comment,
            created_at: feedback.created_at,
            updated_at: feedback.updated_at,
        }
    }
}
