//! `POST /v1/conversations/{id}/handover`: a reason in, the hand-over that waits for an agent out.

use super::access_problem::{AccessProblem, tenant_of};
use super::conversation_view::ConversationPath;
use super::handover::{HandoverView, location};
use crate::adapters::resources::{Conversations, Handovers, Messages, Outbox, Tenants};
use crate::application::{self, HandOverError};
use crate::domain::Remark;
use crate::ports::{
    HandoverOf, HandoverStore, HandoverWait, Ids, NewHandover, RequestHandoverError, WaitError,
};
use crate::workflows::hand_over::hand_over;
use async_trait::async_trait;
use ferrovia::{
    Accepted, Append, Capability, HandlerError, Outcome, Port, PortError, Read, Request, Start, Update, data,
    handler,
};

/// Why a person is wanted.
#[data]
#[serde(deny_unknown_fields)]
pub struct RequestHandover {
    /// In words, for the agent.
    pub reason: Remark,
}

/// Conversations, to be handed over.
#[derive(Capability)]
pub struct OpenConversations {
    tenants: Read<Tenants>,
    conversations: Update<Conversations>,
    messages: Update<Messages>,
    known: Read<Handovers>,
    handovers: Append<Handovers>,
    outbox: Append<Outbox>,
    pub(super) store: Port<dyn HandoverStore>,
}

/// Why a conversation is not handed over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum RequestError {
    /// The tenant has no such conversation.
    #[error("there is no such conversation")]
    #[problem(status = 404, slug = "not-found", title = "There is no such resource")]
    UnknownConversation,
    /// The conversation has ended.
    #[error("the conversation is resolved: there is nothing to hand over")]
    #[problem(
        status = 409,
        slug = "conversation-closed",
        title = "The conversation is closed"
    )]
    ConversationResolved,
    /// It may be handed over or not: asked for again, it is the same hand-over.
    #[error("the conversation could not be handed over: try again")]
    #[problem(
        status = 503,
        slug = "dependency-unavailable",
        title = "A part of the service is unavailable",
        retry_after = "1s"
    )]
    Unavailable,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

impl From<HandOverError> for RequestError {
    fn from(error: HandOverError) -> Self {
        match error {
            HandOverError::Request(RequestHandoverError::UnknownConversation) => Self::UnknownConversation,
            HandOverError::Request(RequestHandoverError::ConversationResolved) => Self::ConversationResolved,
            HandOverError::Request(RequestHandoverError::Access(error)) => Self::Access(error.into()),
            HandOverError::Wait(WaitError::Unavailable) => Self::Unavailable,
            HandOverError::Wait(WaitError::Refused) => Self::Access(AccessProblem::Defect),
        }
    }
}

#[async_trait]
impl HandoverWait for Start<hand_over> {
    async fn begin(&self, of: HandoverOf) -> Result<(), WaitError> {
        // By the hand-over's name, and with nothing that could differ: however often it is begun, it is one execution.
        match self.start(&of.id.to_string(), &of.into()).await {
            Ok(Outcome::Started { .. } | Outcome::Succeeded(_)) => Ok(()),
            Ok(Outcome::Failed(error)) => {
                tracing::error!(handover_id = %of.id, %error, "the workflow failed");
                Err(WaitError::Refused)
            }
            Ok(Outcome::Broken { error, cause }) => {
                tracing::error!(handover_id = %of.id, error, cause, "the workflow broke");
                Err(WaitError::Refused)
            }
            Err(error) => {
                tracing::error!(handover_id = %of.id, %error, "the workflow could not be started");
                Err(match error {
                    PortError::Throttled { .. }
                    | PortError::TimedOut { .. }
                    | PortError::Unavailable { .. } => WaitError::Unavailable,
                    PortError::Refused { .. } | PortError::Partial { .. } | PortError::Encoding(_) => {
                        WaitError::Refused
                    }
                })
            }
        }
    }
}

/// Asks for a person. Until one has ended the hand-over, or its time is over, no language model is asked, and what the
/// customer writes waits for that person. A conversation that is handed over already stays so.
#[handler(
    route = "POST /v1/conversations/{id}/handover",
    scopes = ["messages:write"],
    timeout = "10s",
    memory_mb = 256
)]
pub async fn request_handover(
    request: Request<RequestHandover, ConversationPath>,
    open: OpenConversations,
    ids: Port<dyn Ids>,
    waiting: Start<hand_over>,
) -> Result<Accepted<HandoverView>, RequestError> {
    let handover = NewHandover {
        tenant_id: tenant_of(request.caller.as_ref())?,
        id: ids.next().into(),
        conversation_id: request.path.id,
        reason: request.body.reason,
    };
    let handover = application::request_handover(&*open.store, &waiting, &handover).await?;
    Ok(Accepted {
        location: location(handover.id),
        retry_after_seconds: 5,
        body: handover.into(),
    })
}
