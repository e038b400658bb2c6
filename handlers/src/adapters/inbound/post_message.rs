//! `POST /v1/messages`: a customer's message in, its answer out, or a promise of one.

use super::message_view::MessageView;
use crate::adapters::resources::{Conversations, Customers, Messages, Tenants};
use crate::application::{self, PostedMessage};
use crate::domain::{
    AcceptedMessage, ConversationId, ConversationState, ExternalId, Locale, MessageId, MessageText, TenantId,
};
use crate::ports::{AcceptError, Ids, MessageStore, StoreFault};
use crate::workflows::answer_message::answer_message;
use ferrovia::{
    Accepted, Append, Caller, Capability, Created, Either, HandlerError, Outcome, Port, Read, Request, Start,
    Write, data, handler,
};

/// A customer's message.
#[data]
#[serde(deny_unknown_fields)]
pub struct PostMessage {
    /// The customer, by the tenant's own name for them.
    pub customer_id: ExternalId,
    /// The conversation to go on with; without it, a new one begins.
    pub conversation_id: Option<ConversationId>,
    /// What the customer wrote.
    pub content: MessageText,
    /// The language to answer in (BCP 47); without it, the customer's own.
    pub locale: Option<Locale>,
}

/// Incoming messages, to be stored before anything else happens to them.
#[derive(Capability)]
pub struct IncomingMessages {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    new_customers: Append<Customers>,
    conversations: Write<Conversations>,
    messages: Read<Messages>,
    new_messages: Append<Messages>,
    store: Port<dyn MessageStore>,
    ids: Port<dyn Ids>,
}

/// Why a message was not taken, or has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum PostError {
    /// The token's tenant is none of ours.
    #[error("the token names no tenant of this platform")]
    #[problem(
        status = 401,
        slug = "unauthenticated",
        title = "The request is not authenticated"
    )]
    UnknownTenant,
    /// The tenant may not use the platform at the moment.
    #[error("the tenant is suspended")]
    #[problem(status = 403, slug = "tenant-suspended", title = "The tenant is suspended")]
    TenantSuspended,
    /// There is no such conversation of this customer.
    #[error("there is no such conversation")]
    #[problem(status = 404, slug = "not-found", title = "There is no such resource")]
    UnknownConversation,
    /// The conversation ended too long ago to be taken up again.
    #[error("the conversation is closed: post without `conversation_id` to begin a new one")]
    #[problem(
        status = 409,
        slug = "conversation-closed",
        title = "The conversation is closed"
    )]
    ConversationClosed,
    /// The message could not be stored; send it again.
    #[error("the message could not be stored: send it again")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    StoreUnavailable,
    /// The message is stored, but no answer could be made.
    #[error("the message {message_id} is stored, but has no answer yet")]
    #[problem(
        status = 503,
        type = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity",
        title = "No answer can be given right now",
        retry_after = "5s"
    )]
    Unanswered {
        /// The stored message.
        message_id: MessageId,
    },
    /// A defect of ours.
    #[error("the message could not be stored")]
    Defect,
}

impl From<AcceptError> for PostError {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::UnknownTenant => Self::UnknownTenant,
            AcceptError::TenantSuspended => Self::TenantSuspended,
            AcceptError::UnknownConversation => Self::UnknownConversation,
            AcceptError::ConversationClosed => Self::ConversationClosed,
            AcceptError::Store(StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended) => {
                Self::StoreUnavailable
            }
            AcceptError::Store(StoreFault::Defect) => Self::Defect,
        }
    }
}

/// Takes a customer's message and answers it.
///
/// The message is stored first, so nothing that follows can lose it. If the answer takes too long, or a person holds
/// the conversation, the client is told where to ask again.
#[handler(
    route = "POST /v1/messages",
    scopes = ["messages:write"],
    alias(path = "/message", since = "2026-11-01", sunset = "2027-11-01"),
    timeout = "29s",
    memory_mb = 256
)]
pub async fn post_message(
    request: Request<PostMessage>,
    incoming: IncomingMessages,
    answering: Start<answer_message>,
) -> Result<Either<Created<MessageView>, Accepted<MessageView>>, PostError> {
    let tenant_id = tenant(request.caller.as_ref())?;
    let PostMessage {
        customer_id,
        conversation_id,
        content,
        locale,
    } = request.body;
    let posted = PostedMessage {
        tenant_id,
        customer: customer_id,
        conversation_id,
        text: content,
        locale,
    };
    let message = application::accept_message(&*incoming.store, &*incoming.ids, posted).await?;
    if message.conversation_state == ConversationState::WaitingHuman {
        return Ok(Either::Right(promise(message)));
    }
    let message_id = message.id;
    match answering.start(&message_id.to_string(), &message).await {
        Ok(Outcome::Succeeded(answer)) => Ok(Either::Left(Created {
            location: location(message_id),
            body: MessageView::of_accepted(message, Some(answer)),
        })),
        Ok(Outcome::Started { .. }) => Ok(Either::Right(promise(message))),
        Ok(Outcome::Broken { error, cause }) => {
            tracing::error!(%message_id, error, cause, "the workflow broke");
            Ok(Either::Right(promise(message)))
        }
        Ok(Outcome::Failed(error)) => {
            tracing::error!(%message_id, %error, "the message has no answer");
            Err(PostError::Unanswered { message_id })
        }
        Err(error) => {
            tracing::error!(%message_id, %error, "the workflow could not be started");
            Ok(Either::Right(promise(message)))
        }
    }
}

/// The tenant that the verified token names.
fn tenant(caller: Option<&Caller>) -> Result<TenantId, PostError> {
    caller
        .and_then(|caller| caller.tenant.parse().ok())
        .ok_or(PostError::UnknownTenant)
}

fn location(message: MessageId) -> String {
    format!("/v1/messages/{message}")
}

/// It is stored, and will be answered.
fn promise(message: AcceptedMessage) -> Accepted<MessageView> {
    Accepted {
        location: location(message.id),
        retry_after_seconds: 1,
        body: MessageView::of_accepted(message, None),
    }
}
