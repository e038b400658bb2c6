//! `DELETE /v1/messages/{id}/feedback`: a customer takes back what they thought of an answer.

use super::access_problem::{FindProblem, tenant_of};
use super::get_message::MessagePath;
use super::put_feedback::FeedbackProblem;
use crate::adapters::resources::{Feedback, Messages, Tenants};
use crate::application;
use crate::ports::FeedbackStore;
use ferrovia::{Capability, Erase, NoContent, Port, Read, Request, handler};

/// Feedback on answers, to be removed.
#[derive(Capability)]
pub struct WithdrawnFeedback {
    tenants: Read<Tenants>,
    messages: Read<Messages>,
    feedback: Read<Feedback>,
    withdrawn: Erase<Feedback>,
    store: Port<dyn FeedbackStore>,
}

/// Removes the feedback on an answer, if there is any.
#[handler(
    route = "DELETE /v1/messages/{id}/feedback",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn delete_feedback(
    request: Request<(), MessagePath>,
    feedback: WithdrawnFeedback,
) -> Result<NoContent, FeedbackProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    application::withdraw_feedback(&*feedback.store, tenant_id, request.path.id).await?;
    Ok(NoContent)
}
