//! `PATCH /v1/conversations/{id}`: new notes on a conversation.

use super::ChangeHeaders;
use super::access_problem::{FindProblem, tenant_of};
use super::conversation_view::{ConversationPath, VersionedConversation, versioned};
use crate::adapters::resources::{Conversations, Customers, Tenants};
use crate::application;
use crate::domain::Metadata;
use crate::ports::{AnnotateError, ConversationStore};
use ferrovia::{Capability, HandlerError, Port, Read, Request, Update, data, handler};

/// What is to be changed about a conversation.
#[data]
#[serde(deny_unknown_fields)]
pub struct ChangeConversation {
    /// What is noted about it from now on, in the place of what was.
    pub metadata: Metadata,
}

/// Conversations, to be noted upon.
#[derive(Capability)]
pub struct AnnotatedConversations {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    conversations: Update<Conversations>,
    store: Port<dyn ConversationStore>,
}

/// Why a conversation is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum ChangeProblem {
    /// It is no longer the version that the client read.
    #[error("the conversation has changed since it was read: read it again")]
    #[problem(
        status = 412,
        slug = "precondition-failed",
        title = "The resource has changed"
    )]
    Changed,
    /// There is no such conversation, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<AnnotateError> for ChangeProblem {
    fn from(error: AnnotateError) -> Self {
        match error {
            AnnotateError::Changed => Self::Changed,
            AnnotateError::Find(error) => Self::Find(error.into()),
        }
    }
}

/// Puts new notes on a conversation in the place of those before.
#[handler(
    route = "PATCH /v1/conversations/{id}",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn change_conversation(
    request: Request<ChangeConversation, ConversationPath, (), ChangeHeaders>,
    conversations: AnnotatedConversations,
) -> Result<VersionedConversation, ChangeProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let metadata = request.body.metadata;
    let expected = request.headers.versions();
    let changed = application::change_metadata(
        &*conversations.store,
        tenant_id,
        request.path.id,
        &metadata,
        expected.as_deref(),
    )
    .await?;
    Ok(versioned(changed))
}
