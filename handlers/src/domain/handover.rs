//! A conversation's way to a person and back: who has it, since when, and how it ended.

use ferrovia::data;

use super::wire::names;
use super::{
    AgentId, ConversationId, ConversationState, HandoverId, MessageId, MessageText, Remark, TenantId,
    Timestamp,
};

/// How far a hand-over has come.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum HandoverStatus {
    /// It is in the agents' queue.
    Waiting,
    /// An agent has it.
    Accepted,
    /// An agent has ended it.
    Completed,
    /// Nobody ended it in time: the assistant has the conversation again.
    Expired,
}

names!(HandoverStatus, "a hand-over's status", {
    Waiting: "waiting",
    Accepted: "accepted",
    Completed: "completed",
    Expired: "expired",
});

impl HandoverStatus {
    /// Whether the conversation is a person's, or is to be.
    #[must_use]
    pub const fn is_live(self) -> bool {
        match self {
            Self::Waiting | Self::Accepted => true,
            Self::Completed | Self::Expired => false,
        }
    }
}

/// What an agent made of a conversation.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum HandoverOutcome {
    /// The matter is settled.
    Resolved,
    /// The assistant goes on.
    BackToAssistant,
}

names!(HandoverOutcome, "a hand-over's outcome", {
    Resolved: "resolved",
    BackToAssistant: "back_to_assistant",
});

/// What a hand-over does to its conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandoverChange {
    /// It begins.
    Requested,
    /// An agent ends it.
    Completed(HandoverOutcome),
    /// Its time is over.
    Expired,
}

impl ConversationState {
    /// The state after `change`; `None` if it is not possible now.
    #[must_use]
    pub const fn after_handover(self, change: HandoverChange) -> Option<Self> {
        match (self, change) {
            (Self::Open, HandoverChange::Requested) => Some(Self::WaitingHuman),
            (Self::WaitingHuman, HandoverChange::Completed(HandoverOutcome::Resolved)) => {
                Some(Self::Resolved)
            }
            (Self::WaitingHuman, HandoverChange::Completed(HandoverOutcome::BackToAssistant))
            | (Self::WaitingHuman, HandoverChange::Expired) => Some(Self::Open),
            (Self::WaitingHuman | Self::Resolved, HandoverChange::Requested)
            | (Self::Open | Self::Resolved, HandoverChange::Completed(_) | HandoverChange::Expired) => None,
        }
    }
}

/// A conversation that is a person's, was, or is to be.
#[data]
#[derive(Eq)]
pub struct Handover {
    /// Its id.
    pub id: HandoverId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// How far it has come.
    pub status: HandoverStatus,
    /// Why a person is wanted.
    pub reason: Remark,
    /// The agent who has it, or had it at the end.
    pub assignee: Option<AgentId>,
    /// What the agent made of it.
    pub outcome: Option<HandoverOutcome>,
    /// What the agent noted at the end.
    pub note: Option<Remark>,
    /// When a person was asked for.
    pub requested_at: Timestamp,
    /// When an agent took it.
    pub accepted_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Why an agent cannot do what they want with a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoverRefusal {
    /// Another agent has it.
    #[error("another agent has the hand-over")]
    Taken,
    /// Nobody has accepted it yet.
    #[error("nobody has accepted the hand-over")]
    NotAccepted,
    /// It has ended.
    #[error("the hand-over has ended")]
    Over,
}

impl Handover {
    /// Whether `agent` may take it, or has it already.
    ///
    /// # Errors
    /// [`HandoverRefusal::Taken`] or [`HandoverRefusal::Over`].
    pub fn may_be_accepted_by(&self, agent: &AgentId) -> Result<(), HandoverRefusal> {
        match self.status {
            HandoverStatus::Waiting => Ok(()),
            HandoverStatus::Accepted if self.assignee.as_ref() == Some(agent) => Ok(()),
            HandoverStatus::Accepted => Err(HandoverRefusal::Taken),
            HandoverStatus::Completed | HandoverStatus::Expired => Err(HandoverRefusal::Over),
        }
    }

    /// Whether it is `agent` who has it.
    ///
    /// # Errors
    /// [`HandoverRefusal`].
    pub fn is_held_by(&self, agent: &AgentId) -> Result<(), HandoverRefusal> {
        match self.status {
            HandoverStatus::Waiting => Err(HandoverRefusal::NotAccepted),
            HandoverStatus::Accepted | HandoverStatus::Completed | HandoverStatus::Expired => {
                self.may_be_accepted_by(agent)
            }
        }
    }

    /// Whether `agent` has ended it like this before: then ending it again changes nothing.
    #[must_use]
    pub fn was_completed(&self, agent: &AgentId, outcome: HandoverOutcome) -> bool {
        self.status == HandoverStatus::Completed
            && self.assignee.as_ref() == Some(agent)
            && self.outcome == Some(outcome)
    }
}

/// What an agent said to a customer.
#[data]
#[derive(Eq)]
pub struct AgentMessage {
    /// The message's id.
    pub id: MessageId,
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The hand-over that the agent has.
    pub handover_id: HandoverId,
    /// Its place in the conversation.
    pub sequence: u32,
    /// The customer's newest message before it, if there is one.
    pub in_reply_to: Option<MessageId>,
    /// What the agent wrote.
    pub text: MessageText,
    /// When it was stored.
    pub created_at: Timestamp,
}
