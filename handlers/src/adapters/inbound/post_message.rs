//! `POST /v1/messages`: a customer's message in, its answer out, or a promise of one.

use super::LimitHeaders;
use super::access_problem::tenant_of;
use super::message_view::MessageView;
use crate::adapters::resources::{
    Conversations, Customers, IdempotencyKeys, Messages, RateLimits, Runs, Tenants, UsageDaily,
};
use crate::application::{self, PostedMessage};
use crate::domain::{
    AcceptedMessage, Answer, Answering, Claim, ConversationId, ConversationState, ExternalId, Fingerprint,
    IdempotencyKey, Locale, MessageId, MessageText, Metadata, Remaining,
};
use crate::ports::{AcceptError, Acceptance, Ids, MessageStore, StoreFault};
use crate::workflows::answer_message::answer_message;
use ferrovia::{
    Accepted, Append, Capability, Created, Either, HandlerError, Launch, Outcome, Port, Read, Request, Start,
    WithHeaders, Write, data, handler,
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
    /// What the tenant notes about the message.
    // Absent as it was before there was any: what a key's request says is compared by this.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// How a message is sent.
#[data]
pub struct PostHeaders {
    /// The client's name for the request; only `/message` does without. With the same name and body, the request is done once
    /// and answered alike, for 24 hours.
    pub idempotency_key: Option<IdempotencyKey>,
    /// `respond-async`: the client does not wait, and asks for the answer later.
    pub prefer: Option<String>,
}

/// What is said beside a message.
#[data]
pub struct PostedHeaders {
    /// `true` if an earlier request with the same key was answered this way.
    pub idempotency_replayed: Option<bool>,
    /// The preference that was followed.
    pub preference_applied: Option<String>,
    /// The limits: `"customer";q=20;w=60` is 20 requests in 60 seconds.
    pub ratelimit_policy: Option<String>,
    /// What is left of them: `"customer";r=17;t=9` is 17 requests, and all of them again in 9 seconds.
    pub ratelimit: Option<String>,
    /// How long the parts of the answer took, in milliseconds, if the tenant wants it told:
    /// `classify;dur=210, history;dur=4, answer;dur=1830`.
    pub server_timing: Option<String>,
}

/// A message with its answer, or the promise of one.
pub type Posted = WithHeaders<Either<Created<MessageView>, Accepted<MessageView>>, PostedHeaders>;

/// Incoming messages, to be stored before anything else happens to them.
#[derive(Capability)]
pub struct IncomingMessages {
    tenants: Read<Tenants>,
    customers: Read<Customers>,
    new_customers: Append<Customers>,
    conversations: Write<Conversations>,
    messages: Read<Messages>,
    new_messages: Append<Messages>,
    runs: Read<Runs>,
    keys: Write<IdempotencyKeys>,
    rates: Write<RateLimits>,
    usage: Read<UsageDaily>,
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
    /// The request has no key.
    #[error(
        "send `Idempotency-Key` with a new name for each request, such as a UUID, and the same one with a repetition"
    )]
    #[problem(
        status = 400,
        slug = "idempotency-key-missing",
        title = "The request has no key"
    )]
    KeyMissing,
    /// A request with this key is being worked on.
    #[error("a request with this `Idempotency-Key` is being worked on: ask again")]
    #[problem(
        status = 409,
        slug = "idempotency-in-progress",
        title = "The request is being worked on",
        retry_after = "1s"
    )]
    KeyInProgress,
    /// The key was used for another request.
    #[error("this `Idempotency-Key` was used for a request that says something else: make another")]
    #[problem(
        status = 422,
        slug = "idempotency-key-reused",
        title = "The key was used for another request"
    )]
    KeyReused,
    /// The tenant or the customer asked too often, or the tenant has spent what it may.
    #[error("{} is used up: ask again in {after_seconds} s", violated_policies.join(", "))]
    #[problem(
        status = 429,
        type = "https://iana.org/assignments/http-problem-types#quota-exceeded",
        title = "The request exceeds a quota"
    )]
    QuotaExceeded {
        /// The limits that are used up.
        #[member = "violated-policies"]
        violated_policies: Vec<String>,
        /// When to try again, in seconds.
        #[retry_after]
        after_seconds: u32,
        /// What is left.
        #[headers]
        limits: LimitHeaders,
    },
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
            AcceptError::KeyInProgress => Self::KeyInProgress,
            AcceptError::KeyReused => Self::KeyReused,
            AcceptError::QuotaExceeded(exceeded) => Self::QuotaExceeded {
                violated_policies: vec![exceeded.violated.as_str().to_owned()],
                after_seconds: exceeded.retry_after_seconds(),
                limits: LimitHeaders::of(&exceeded.limits),
            },
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
    request: Request<PostMessage, (), (), PostHeaders>,
    incoming: IncomingMessages,
    answering: Start<answer_message>,
    launching: Launch<answer_message>,
) -> Result<Posted, PostError> {
    let (store, ids) = (&*incoming.store, &*incoming.ids);
    take("post_message", request, (store, ids), answering, launching).await
}

/// Takes a message, by whichever route it came; keys are told apart by it.
pub(super) async fn take(
    operation: &'static str,
    request: Request<PostMessage, (), (), PostHeaders>,
    (store, ids): (&dyn MessageStore, &dyn Ids),
    answering: Start<answer_message>,
    launching: Launch<answer_message>,
) -> Result<Posted, PostError> {
    let caller = request.caller.as_ref().ok_or(PostError::UnknownTenant)?;
    let tenant_id = tenant_of(Some(caller)).map_err(|_| PostError::UnknownTenant)?;
    if request.headers.idempotency_key.is_none() && !request.by_alias {
        return Err(PostError::KeyMissing);
    }
    let claim = request.headers.idempotency_key.map(|key| Claim {
        principal: caller.subject.clone(),
        operation,
        key,
        fingerprint: Fingerprint::of(&request.body),
    });
    let will_not_wait = prefers(request.headers.prefer.as_deref(), "respond-async");
    let PostMessage {
        customer_id,
        conversation_id,
        content,
        locale,
        metadata,
    } = request.body;
    let posted = PostedMessage {
        tenant_id,
        customer: customer_id,
        conversation_id,
        text: content,
        locale,
        metadata: metadata.clone(),
        claim: claim.clone(),
        promised: will_not_wait,
    };
    let accepted = application::accept_message(store, ids, posted).await?;
    let claim = claim.as_ref();
    let mut told = Told {
        will_not_wait,
        replayed: false,
        limits: Vec::new(),
        metadata,
        server_timing: false,
    };
    let mut message = match accepted {
        Acceptance::Stored {
            message,
            limits,
            server_timing,
        } => {
            told.limits = limits;
            told.server_timing = server_timing;
            message
        }
        Acceptance::Resumed {
            message,
            server_timing,
        } => {
            told.server_timing = server_timing;
            message
        }
        Acceptance::Replayed { message, answer } => {
            told.replayed = true;
            return Ok(told.response(message, answer));
        }
    };
    let message_id = message.id;
    if message.conversation_state == ConversationState::WaitingHuman {
        return Ok(told.response(message, None));
    }
    if will_not_wait {
        if let Err(error) = launching.launch(&message_id.to_string(), &message).await {
            tracing::error!(%message_id, %error, "the workflow was not started");
            // The sweeper starts it in a while; a client that asks again is answered sooner.
            application::release_key(store, &message, claim).await;
            return Err(PostError::Unanswered { message_id });
        }
        return Ok(told.response(message, None));
    }
    match answering.start(&message_id.to_string(), &message).await {
        Ok(Outcome::Succeeded(Answering::Answered(answer))) => {
            return Ok(told.response(message, Some(answer)));
        }
        Ok(Outcome::Succeeded(Answering::HandedOver(_))) => {
            message.conversation_state = ConversationState::WaitingHuman;
        }
        Ok(Outcome::Failed(error)) => {
            tracing::error!(%message_id, %error, "the message has no answer");
            application::release_key(store, &message, claim).await;
            return Err(PostError::Unanswered { message_id });
        }
        Ok(Outcome::Started { .. }) => {}
        Ok(Outcome::Broken { error, cause }) => {
            tracing::error!(%message_id, error, cause, "the workflow broke");
        }
        Err(error) => tracing::error!(%message_id, %error, "the workflow was not started, or takes too long"),
    }
    match application::promise_answer(store, &message, claim).await {
        Ok(answer) => Ok(told.response(message, answer)),
        // Nor can it be promised: another request with the key may be told something else.
        Err(error) => {
            tracing::error!(%message_id, %error, "the client cannot be told to ask again later");
            Err(PostError::Unanswered { message_id })
        }
    }
}

/// Whether the header `Prefer` (RFC 7240) has a preference, with or without parameters.
fn prefers(header: Option<&str>, preference: &str) -> bool {
    let preferences = header.into_iter().flat_map(|header| header.split(','));
    preferences
        .filter_map(|given| given.split(['=', ';']).next())
        .any(|given| given.trim().eq_ignore_ascii_case(preference))
}

/// What a client is told besides the message and its answer.
struct Told {
    will_not_wait: bool,
    replayed: bool,
    limits: Vec<Remaining>,
    /// As the request has it, which is as the message has it: a workflow need not carry it.
    metadata: Metadata,
    server_timing: bool,
}

impl Told {
    /// The answer, or that there will be one.
    fn response(self, message: AcceptedMessage, answer: Option<Answer>) -> Posted {
        let limits = LimitHeaders::of(&self.limits);
        let applied = self.will_not_wait && answer.is_none();
        let headers = PostedHeaders {
            idempotency_replayed: self.replayed.then_some(true),
            preference_applied: applied.then(|| "respond-async".to_owned()),
            ratelimit_policy: limits.ratelimit_policy,
            ratelimit: limits.ratelimit,
            server_timing: answer
                .as_ref()
                .and_then(|answer| answer.timings)
                .filter(|_| self.server_timing)
                .map(|timings| timings.to_string()),
        };
        let location = location(message.id);
        let answer = if answer.is_some() {
            Either::Left(Created {
                location,
                body: MessageView::of_accepted(message, self.metadata, answer),
            })
        } else {
            Either::Right(Accepted {
                location,
                retry_after_seconds: 1,
                body: MessageView::of_accepted(message, self.metadata, None),
            })
        };
        WithHeaders { answer, headers }
    }
}

fn location(message: MessageId) -> String {
    format!("/v1/messages/{message}")
}
