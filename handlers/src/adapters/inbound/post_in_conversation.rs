//! `POST /v1/conversations/{id}/messages`: a customer's message in a conversation, its answer out, or a promise of one.

use super::conversation_view::ConversationPath;
use super::post_message::{IncomingMessages, PostError, PostHeaders, PostMessage, Posted, take};
use crate::domain::{ExternalId, Locale, MessageText};
use crate::workflows::answer_message::answer_message;
use ferrovia::{Launch, Request, Start, data, handler};

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
    incoming: IncomingMessages,
    answering: Start<answer_message>,
    launching: Launch<answer_message>,
) -> Result<Posted, PostError> {
    let PostInConversation {
        customer_id,
        content,
        locale,
    } = request.body;
    let request = Request {
        body: PostMessage {
            customer_id,
            conversation_id: Some(request.path.id),
            content,
            locale,
        },
        path: (),
        query: (),
        headers: request.headers,
        caller: request.caller,
        id: request.id,
        by_alias: false,
    };
    take("post_in_conversation", request, incoming, answering, launching).await
}
