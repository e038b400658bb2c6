//! `POST /v1/conversations/{id}/resolve`: a conversation is settled.

use super::access_problem::{FindProblem, tenant_of};
use super::conversation_view::{ConversationPath, VersionedConversation, versioned};
use crate::adapters::resources::{Conversations, Customers, Outbox, Tenants};
use crate::application;
use crate::ports::{ConversationStore, SettleError};
use ferrovia::{Append, Capability, HandlerError, Port, Read, Request, Update, handler};

/// Conversations, to be settled or taken up again.
#[derive(Capability)]
pub struct SettledConversations {
    pub(super) tenants: Read<Tenants>,
    pub(super) customers: Read<Customers>,
    pub(super) conversations: Update<Conversations>,
    pub(super) outbox: Append<Outbox>,
    pub(super) store: Port<dyn ConversationStore>,
}

/// Why a conversation stays in its state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum SettleProblem {
    /// It ended too long ago to be taken up again.
    #[error("the conversation was resolved more than 7 days ago: begin a new one")]
    #[problem(
        status = 409,
        slug = "conversation-closed",
        title = "The conversation is closed"
    )]
    Closed,
    /// A person has it, and settles it.
    #[error("a person has the conversation, and settles it")]
    #[problem(
        status = 409,
        slug = "conversation-waiting-human",
        title = "A person has the conversation"
    )]
    HeldByPerson,
    /// There is no such conversation, or it cannot be had.
    #[error(transparent)]
    Find(#[from] FindProblem),
}

impl From<SettleError> for SettleProblem {
    fn from(error: SettleError) -> Self {
        match error {
            SettleError::Closed => Self::Closed,
            SettleError::HeldByPerson => Self::HeldByPerson,
            SettleError::Find(error) => Self::Find(error.into()),
        }
    }
}

/// Declares a conversation settled. One that is settled already stays as it is.
#[handler(
    route = "POST /v1/conversations/{id}/resolve",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn resolve_conversation(
    request: Request<(), ConversationPath>,
    conversations: SettledConversations,
) -> Result<VersionedConversation, SettleProblem> {
    let tenant_id = tenant_of(request.caller.as_ref()).map_err(FindProblem::from)?;
    let resolved =
        application::resolve_conversation(&*conversations.store, tenant_id, request.path.id).await?;
    Ok(versioned(resolved))
}
