//! Keeps who has which conversation.

use async_trait::async_trait;
use ferrovia::TaskTokenValue;

use super::{AccessError, StoreFault};
use crate::domain::{
    AgentId, AgentMessage, ConversationId, Handover, HandoverId, HandoverOutcome, HandoverRefusal,
    HandoverStatus, MessageId, MessageText, Remark, TenantId,
};

/// Keeps hand-overs. What agents and customers ask is refused ([`AccessError`]) if their tenant may not use the platform; a
/// step that waits is ended all the same. Each call is one transaction, all or nothing; what changes the conversation's state changes it
/// with the event [`ConversationStateChanged`](crate::domain::ConversationStateChanged) in the outbox.
#[async_trait]
pub trait HandoverStore: Send + Sync {
    /// Gives an open conversation to a person: it is in the agents' queue from now on, and what the customer has written
    /// and nobody has answered waits for them. A conversation that is handed over already stays so, and its hand-over
    /// is returned; so is the one that has the same id.
    ///
    /// # Errors
    /// [`RequestHandoverError`].
    async fn request(&self, handover: &NewHandover) -> Result<Handover, RequestHandoverError>;

    /// One hand-over.
    ///
    /// # Errors
    /// [`HandoverError::Unknown`], [`HandoverError::Access`].
    async fn find(&self, of: HandoverOf) -> Result<Handover, HandoverError>;

    /// Hand-overs, the one that waits longest first: at most `limit` of those after `after`. After one that is none of
    /// the tenant's comes nothing.
    ///
    /// # Errors
    /// [`HandoverError::Access`].
    async fn list(&self, page: &HandoverPage) -> Result<Vec<Handover>, HandoverError>;

    /// Keeps the token of the step that waits for the agent, in place of an earlier one.
    ///
    /// # Errors
    /// [`HandoverRefusal::Over`]: there is nothing to wait for any more. [`HandoverError::Unknown`],
    /// [`HandoverError::Access`].
    async fn keep_token(&self, of: HandoverOf, token: &TaskTokenValue) -> Result<(), HandoverError>;

    /// Gives the hand-over to `agent`, if nobody has it; it may be theirs already.
    ///
    /// # Errors
    /// [`HandoverRefusal::Taken`], [`HandoverRefusal::Over`], [`HandoverError::Unknown`], [`HandoverError::Access`].
    async fn accept(&self, of: HandoverOf, agent: &AgentId) -> Result<Handover, HandoverError>;

    /// Stores what the agent says to the customer, with the next sequence. What waited for a person is answered by it. What
    /// is stored already stays as it is, even after the hand-over has ended.
    ///
    /// # Errors
    /// [`ReplyError`]: whoever writes has the hand-over.
    async fn reply(&self, reply: &NewReply) -> Result<SavedReply, ReplyError>;

    /// Ends the hand-over in the agent's name, and the conversation goes where `outcome` says. The same agent may do the
    /// same again; nothing changes.
    ///
    /// # Errors
    /// [`HandoverError`]: whoever ends it has it.
    async fn complete(&self, completion: &Completion) -> Result<Completed, HandoverError>;

    /// The step waits no longer: forgets its token, and gives the conversation back to the assistant if nobody has ended
    /// the hand-over, with the event [`HandoverExpired`](crate::domain::HandoverExpired) in the outbox.
    ///
    /// # Errors
    /// [`HandoverError::Unknown`], [`HandoverError::Access`].
    async fn end(&self, of: HandoverOf) -> Result<Handover, HandoverError>;
}

/// A tenant's hand-over, by its id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoverOf {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The hand-over.
    pub id: HandoverId,
}

/// A hand-over that somebody wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewHandover {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Its id; the same when it is asked for again.
    pub id: HandoverId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// Why a person is wanted.
    pub reason: Remark,
}

/// A part of the list of hand-overs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HandoverPage {
    /// The tenant.
    pub tenant_id: TenantId,
    /// Only those that have come so far.
    pub status: Option<HandoverStatus>,
    /// The last one that was seen.
    pub after: Option<HandoverId>,
    /// The most to return.
    pub limit: u32,
}

/// What an agent wants to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewReply {
    /// The hand-over.
    pub of: HandoverOf,
    /// Who writes.
    pub agent: AgentId,
    /// The message's id; the same when it is sent again.
    pub message_id: MessageId,
    /// What the customer is to read.
    pub text: MessageText,
}

/// What an agent has said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedReply {
    /// The message.
    pub message: AgentMessage,
    /// Whether this call stored it.
    pub first: bool,
}

/// How an agent ends a hand-over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    /// The hand-over.
    pub of: HandoverOf,
    /// Who ends it.
    pub agent: AgentId,
    /// What they made of it.
    pub outcome: HandoverOutcome,
    /// What they note.
    pub note: Option<Remark>,
}

/// A hand-over that an agent has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completed {
    /// The hand-over.
    pub handover: Handover,
    /// The token of the step that waits, if it still does.
    pub token: Option<TaskTokenValue>,
}

/// Why a conversation was not handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestHandoverError {
    /// The tenant has no such conversation.
    #[error("the conversation does not exist")]
    UnknownConversation,
    /// The conversation has ended: there is nothing to hand over.
    #[error("the conversation is resolved")]
    ConversationResolved,
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

impl From<StoreFault> for RequestHandoverError {
    fn from(fault: StoreFault) -> Self {
        Self::Access(fault.into())
    }
}

/// Why something could not be done with a hand-over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandoverError {
    /// The tenant has no such hand-over.
    #[error("the hand-over does not exist")]
    Unknown,
    /// Its state, or another agent, forbids it.
    #[error(transparent)]
    Refused(#[from] HandoverRefusal),
    /// The tenant's resources cannot be had.
    #[error(transparent)]
    Access(#[from] AccessError),
}

impl From<StoreFault> for HandoverError {
    fn from(fault: StoreFault) -> Self {
        Self::Access(fault.into())
    }
}

/// Why nothing is said to a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// The message is there already, and says something else.
    #[error("the message says something else")]
    SaidOtherwise,
    /// The hand-over forbids it.
    #[error(transparent)]
    Handover(#[from] HandoverError),
}

impl From<StoreFault> for ReplyError {
    fn from(fault: StoreFault) -> Self {
        Self::Handover(fault.into())
    }
}

impl From<AccessError> for ReplyError {
    fn from(error: AccessError) -> Self {
        Self::Handover(error.into())
    }
}
