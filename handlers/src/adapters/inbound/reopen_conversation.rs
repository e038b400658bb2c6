//! `POST /v1/conversations/{id}/reopen`: a conversation is taken up again.

use super::access_problem::{FindProblem, tenant_of};
use super::conversation_view::{ConversationPath, VersionedConversation, versioned};
use super::resolve_conversation::{SettleProblem, SettledConversations};
use crate::application;
use ferrovia::{Request, handler};

/// Takes a conversation up again, within 7 days of its end. One that goes on stays as it is.
#[handler(
    route = "POST /v1/conversations/{id}/reopen",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn reopen_conversation(
    request: Request<(), ConversationPath>,
    conversations: SettledConversations,
) -> Result<VersionedConversation, SettleProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let reopened =
        application::reopen_conversation(&*conversations.store, tenant_id, request.path.id).await?;
    Ok(versioned(reopened))
}
