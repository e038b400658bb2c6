//! `POST /v1/conversations/{id}/messages`: a customer's message in a conversation, its answer out, or a promise of one.

use super::conversation_view::ConversationPath;
use super::post_message::{PostError, PostHeaders, PostMessage, Posted, take};
use crate::adapters::resources::{
    Conversations, Customers, IdempotencyKeys, Messages, RateLimits, Runs, Tenants, UsageDaily,
};
use crate::domain::{ExternalId, Locale, MessageText, Metadata};
use crate::ports::{Ids, MessageStore};
use crate::workflows::answer_message::answer_message;
use ferrovia::{Append, Capability, Launch, Port, Read, Request, Start, Update, Write, data, handler};

/// A customer's message in the conversation that the path names.
#[data]
#[serde(deny_unknown_fields)]
pub struct PostInConversation {
    /// The conversation's customer, by the tenant's own name for them.
    pub customer_id: ExternalId,
    /// What the customer wrote.
    pub content: MessageText,
    /// The language to answer in (BCP 47); without it, the customer's own.
    pub locale: Option<Locale>,
    /// What the tenant notes about the message.
    // Absent as it was before there was any: what a key's request says is compared by this.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// Incoming messages of conversations that are there already.
#[derive(Capability)]
pub struct NextMessages {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    new_customers: Append<Customers>,
    conversations: Update<Conversations>,
    messages: Read<Messages>,
    new_messages: Append<Messages>,
    runs: Read<Runs>,
    keys: Write<IdempotencyKeys>,
    rates: Write<RateLimits>,
    usage: Read<UsageDaily>,
    store: Port<dyn MessageStore>,
    ids: Port<dyn Ids>,
}

/// Takes a customer's message in a conversation and answers it, as `POST /v1/messages` does.
#[handler(
    route = "POST /v1/conversations/{id}/messages",
    scopes = ["messages:write"],
    timeout = "29s",
    memory_mb = 256
)]
pub async fn post_in_conversation(
    request: Request<PostInConversation, ConversationPath, (), PostHeaders>,
    incoming: NextMessages,
    answering: Start<answer_message>,
    launching: Launch<answer_message>,
) -> Result<Posted, PostError> {
    let PostInConversation {
        customer_id,
        content,
        locale,
        metadata,
    } = request.body;
    let request = Request {
        body: PostMessage {
            customer_id,
            conversation_id: Some(request.path.id),
            content,
            locale,
            metadata,
        },
        path: (),
        query: (),
        headers: request.headers,
        caller: request.caller,
        id: request.id,
        by_alias: false,
    };
    let (store, ids) = (&*incoming.store, &*incoming.ids);
    take(
        "post_in_conversation",
        request,
        (store, ids),
        answering,
        launching,
    )
    .await
}
