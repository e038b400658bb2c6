//! What a customer thinks of an answer in; kept, or withdrawn, out.

use crate::domain::{Feedback, MessageId, NewFeedback, TenantId};
use crate::ports::{FeedbackError, FeedbackStore};

/// Keeps feedback on an answer, in the place of any before.
///
/// # Errors
/// [`FeedbackError`]; nothing is changed then.
pub async fn give_feedback(
    feedback: &dyn FeedbackStore,
    tenant_id: TenantId,
    message_id: MessageId,
    given: &NewFeedback,
) -> Result<Feedback, FeedbackError> {
    feedback.give(tenant_id, message_id, given).await
}

/// Removes the feedback on an answer, if there is any.
///
/// # Errors
/// [`FeedbackError`].
pub async fn withdraw_feedback(
    feedback: &dyn FeedbackStore,
    tenant_id: TenantId,
    message_id: MessageId,
) -> Result<(), FeedbackError> {
    feedback.withdraw(tenant_id, message_id).await
}
