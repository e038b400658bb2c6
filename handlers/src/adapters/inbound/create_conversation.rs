//! `POST /v1/conversations`: a conversation, before anything is said in it.

use super::access_problem::{AccessProblem, tenant_of};
use super::conversation_view::{ConversationDetails, VersionHeaders};
use crate::adapters::resources::{Conversations, Customers, Tenants};
use crate::application;
use crate::domain::{ExternalId, Metadata};
use crate::ports::{ConversationStore, Ids};
use ferrovia::{Append, Capability, Created, Port, Read, Request, WithHeaders, data, handler};

/// A conversation to be made.
#[data]
#[serde(deny_unknown_fields)]
pub struct CreateConversation {
    /// The customer, by the tenant's own name for them.
    pub customer_id: ExternalId,
    /// What the tenant notes about it.
    #[serde(default)]
    pub metadata: Metadata,
}

/// Conversations, to be made.
#[derive(Capability)]
pub struct NewConversations {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    new_customers: Append<Customers>,
    conversations: Read<Conversations>,
    new_conversations: Append<Conversations>,
    store: Port<dyn ConversationStore>,
    ids: Port<dyn Ids>,
}

/// Makes a conversation of a customer's, who is entered if new.
#[handler(
    route = "POST /v1/conversations",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn create_conversation(
    request: Request<CreateConversation>,
    conversations: NewConversations,
) -> Result<WithHeaders<Created<ConversationDetails>, VersionHeaders>, AccessProblem> {
    let tenant_id = tenant_of(request.caller.as_ref())?;
    let CreateConversation {
        customer_id,
        metadata,
    } = request.body;
    let conversation = application::create_conversation(
        &*conversations.store,
        &*conversations.ids,
        tenant_id,
        customer_id,
        metadata,
    )
    .await?;
    Ok(WithHeaders {
        headers: VersionHeaders::of(&conversation),
        answer: Created {
            location: format!("/v1/conversations/{}", conversation.id),
            body: conversation.into(),
        },
    })
}
