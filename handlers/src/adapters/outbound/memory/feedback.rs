//! What customers think of answers, in memory.

use async_trait::async_trait;

use super::{Memory, State, now};
use crate::domain::{Feedback, MessageId, NewFeedback, TenantId};
use crate::ports::{FeedbackError, FeedbackStore, FindError};

#[async_trait]
impl FeedbackStore for Memory {
    async fn give(
        &self,
        tenant_id: TenantId,
        message_id: MessageId,
        feedback: &NewFeedback,
    ) -> Result<Feedback, FeedbackError> {
        let mut state = self.lock();
        state.takes_feedback(tenant_id, message_id)?;
        let now = now();
        let kept = state
            .feedback
            .entry((tenant_id, message_id))
            .or_insert_with(|| Feedback {
                message_id,
                given: feedback.clone(),
                created_at: now,
                updated_at: now,
            });
        kept.given = feedback.clone();
        kept.updated_at = now;
        Ok(kept.clone())
    }

    async fn withdraw(&self, tenant_id: TenantId, message_id: MessageId) -> Result<(), FeedbackError> {
        let mut state = self.lock();
        state.takes_feedback(tenant_id, message_id)?;
        state.feedback.remove(&(tenant_id, message_id));
        Ok(())
    }
}

impl State {
    /// Refuses what is no answer, or none of the tenant's.
    fn takes_feedback(&self, tenant_id: TenantId, message_id: MessageId) -> Result<(), FeedbackError> {
        self.admit(tenant_id)?;
        let role = self
            .conversations
            .iter()
            .filter(|((owner, _), _)| *owner == tenant_id)
            .flat_map(|(_, conversation)| conversation.said())
            .find(|said| said.id == message_id)
            .map(|said| said.role)
            .ok_or(FindError::NotFound)?;
        if role.takes_feedback() {
            Ok(())
        } else {
            Err(FeedbackError::NotAllowed)
        }
    }
}
