//! What the routes of hand-overs have in common: the view of one, who calls, and why they are refused.

use super::access_problem::{AccessProblem, tenant_of};
use crate::domain::{
    AgentId, ConversationId, Handover, HandoverId, HandoverOutcome, HandoverRefusal, HandoverStatus, Remark,
    Timestamp,
};
use crate::ports::{HandoverError, HandoverOf};
use ferrovia::{Caller, HandlerError, data};

/// A conversation that is a person's, was, or is to be.
#[data]
pub struct HandoverView {
    /// Its id.
    pub id: HandoverId,
    /// Always `handover`.
    pub object: String,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// How far it has come.
    pub status: HandoverStatus,
    /// Why a person is wanted.
    pub reason: Remark,
    /// The agent who has it, or had it at the end: the `sub` of their token.
    pub assignee: Option<AgentId>,
    /// What the agent made of it.
    pub outcome: Option<HandoverOutcome>,
    /// What the agent noted at the end.
    pub note: Option<Remark>,
    /// When a person was asked for (RFC 3339).
    pub requested_at: Timestamp,
    /// When an agent took it.
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

impl From<Handover> for HandoverView {
    fn from(handover: Handover) -> Self {
        Self {
            id: handover.id,
            object: "handover".to_owned(),
            conversation_id: handover.conversation_id,
            status: handover.status,
            reason: handover.reason,
            assignee: handover.assignee,
            outcome: handover.outcome,
            note: handover.note,
            requested_at: handover.requested_at,
            accepted_at: handover.accepted_at,
            ended_at: handover.ended_at,
        }
    }
}

/// Which hand-over.
#[data]
pub struct HandoverPath {
    /// Its id.
    pub id: HandoverId,
}

/// Why an agent cannot do what they want.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum AgentError {
    /// The tenant has no such hand-over.
    #[error("there is no such hand-over")]
    #[problem(status = 404, slug = "not-found", title = "There is no such resource")]
    Unknown,
    /// Another agent has it.
    #[error("another agent has the hand-over")]
    #[problem(
        status = 409,
        slug = "handover-taken",
        title = "Another agent has the hand-over"
    )]
    Taken,
    /// Nobody has accepted it yet.
    #[error("nobody has accepted the hand-over: accept it first")]
    #[problem(
        status = 409,
        slug = "handover-not-accepted",
        title = "Nobody has accepted the hand-over"
    )]
    NotAccepted,
    /// It has ended.
    #[error("the hand-over has ended")]
    #[problem(status = 409, slug = "handover-over", title = "The hand-over has ended")]
    Over,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessProblem),
}

impl From<HandoverError> for AgentError {
    fn from(error: HandoverError) -> Self {
        match error {
            HandoverError::Unknown => Self::Unknown,
            HandoverError::Refused(HandoverRefusal::Taken) => Self::Taken,
            HandoverError::Refused(HandoverRefusal::NotAccepted) => Self::NotAccepted,
            HandoverError::Refused(HandoverRefusal::Over) => Self::Over,
            HandoverError::Access(error) => Self::Access(error.into()),
        }
    }
}

/// Who calls about which hand-over. Its tenant is the token's: what another tenant has is not there.
pub(super) fn agent(
    caller: Option<&Caller>,
    path: &HandoverPath,
) -> Result<(HandoverOf, AgentId), AccessProblem> {
    let tenant_id = tenant_of(caller)?;
    let agent = caller.and_then(|caller| caller.subject.parse().ok());
    let of = HandoverOf {
        tenant_id,
        id: path.id,
    };
    Ok((of, agent.ok_or(AccessProblem::UnknownTenant)?))
}

/// Where a hand-over is to be found.
pub(super) fn location(id: HandoverId) -> String {
    format!("/v1/handovers/{id}")
}
