//! `GET /v1/conversations/{id}`: a conversation.

use super::access_problem::{FindProblem, tenant_of};
use super::conversation_view::{ConversationPath, VersionedConversation, versioned};
use crate::adapters::resources::{Conversations, Customers, Tenants};
use crate::application;
use crate::ports::ConversationReader;
use ferrovia::{Capability, Port, Read, Request, handler};

/// Conversations, to be read.
#[derive(Capability)]
pub struct ReadableConversations {
    pub(super) tenants: Read<Tenants>,
    pub(super) customers: Read<Customers>,
    pub(super) conversations: Read<Conversations>,
    pub(super) store: Port<dyn ConversationReader>,
}

/// Answers what a conversation is now.
#[handler(
    route = "GET /v1/conversations/{id}",
    scopes = ["messages:read"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn get_conversation(
    request: Request<(), ConversationPath>,
    conversations: ReadableConversations,
) -> Result<VersionedConversation, FindProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let conversation =
        application::get_conversation(&*conversations.store, tenant_id, request.path.id).await?;
    Ok(versioned(conversation))
}
