//! Keeps what customers think of answers.

use async_trait::async_trait;

use super::{AccessError, FindError, StoreFault};
use crate::domain::{Feedback, MessageId, NewFeedback, TenantId};

/// Keeps feedback: one for each answer, the last word counts.
#[async_trait]
pub trait FeedbackStore: Send + Sync {
    /// Keeps feedback on an answer, in the place of any before.
    ///
    /// # Errors
    /// [`FeedbackError`]; nothing is changed then.
    async fn give(
        &self,
        tenant_id: TenantId,
        message_id: MessageId,
        feedback: &NewFeedback,
    ) -> Result<Feedback, FeedbackError>;

    /// Removes the feedback on an answer, if there is any.
    ///
    /// # Errors
    /// [`FeedbackError`].
    async fn withdraw(&self, tenant_id: TenantId, message_id: MessageId) -> Result<(), FeedbackError>;
}

/// Why there is no feedback on a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FeedbackError {
    /// The message is no answer.
    #[error("the message is no answer")]
    NotAllowed,
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<StoreFault> for FeedbackError {
    fn from(fault: StoreFault) -> Self {
        Self::Find(fault.into())
    }
}

impl From<AccessError> for FeedbackError {
    fn from(error: AccessError) -> Self {
        Self::Find(error.into())
    }
}
