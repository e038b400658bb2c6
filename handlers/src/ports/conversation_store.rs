//! Makes conversations, and changes them.

use std::time::Duration;

use async_trait::async_trait;

use super::{AccessError, FindError, StoreFault};
use crate::domain::{
    Conversation, ConversationId, ConversationState, CustomerId, ExternalId, Metadata, TenantId,
};

/// Makes conversations, and changes them.
#[async_trait]
pub trait ConversationStore: Send + Sync {
    /// Makes a conversation without messages, and enters its customer if they are new. One that was made under this id
    /// before is answered as it stands.
    ///
    /// # Errors
    /// [`AccessError`]; nothing is stored then.
    async fn open(&self, new: &NewConversation) -> Result<Conversation, AccessError>;

    /// Puts `metadata` in the place of what is noted, if the conversation still has one of the versions `expected`;
    /// whatever it has without them.
    ///
    /// # Errors
    /// [`AnnotateError`]; nothing is changed then.
    async fn annotate(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        metadata: &Metadata,
        expected: Option<&[u32]>,
    ) -> Result<Conversation, AnnotateError>;

    /// Brings a conversation into the state that `change` leads to, and puts the event
    /// [`ConversationStateChanged`](crate::domain::ConversationStateChanged) into the outbox. A conversation that is
    /// there already is left alone.
    ///
    /// # Errors
    /// [`SettleError`]; nothing is changed then.
    async fn settle(
        &self,
        tenant_id: TenantId,
        id: ConversationId,
        change: StateChange,
    ) -> Result<Conversation, SettleError>;
}

/// A conversation to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewConversation {
    /// The tenant, from the caller's token.
    pub tenant_id: TenantId,
    /// Its own id; the same when it is made again.
    pub id: ConversationId,
    /// Whose it is.
    pub customer: ExternalId,
    /// What the customer is called if this is the first that is heard of them.
    pub new_customer_id: CustomerId,
    /// What the tenant notes about it.
    pub metadata: Metadata,
}

/// Where a conversation is brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateChange {
    /// It is settled.
    Resolve,
    /// It is taken up again.
    Reopen,
}

impl StateChange {
    /// The state after it, for whatever stores it. `resolved_for` is how long ago the conversation was resolved.
    ///
    /// # Errors
    /// [`SettleError::Closed`] or [`SettleError::HeldByPerson`].
    pub fn of(
        self,
        state: ConversationState,
        resolved_for: Option<Duration>,
    ) -> Result<ConversationState, SettleError> {
        match self {
            Self::Resolve => state.resolved().map_err(|_| SettleError::HeldByPerson),
            Self::Reopen => state.reopened(resolved_for).map_err(|_| SettleError::Closed),
        }
    }
}

/// Why nothing new is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AnnotateError {
    /// The conversation changed since its version was read.
    #[error("the conversation has changed")]
    Changed,
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

/// Why a conversation stays in its state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SettleError {
    /// It ended too long ago to be taken up again.
    #[error("the conversation is closed")]
    Closed,
    /// A person has it, and settles it.
    #[error("a person has the conversation")]
    HeldByPerson,
    /// It was not found.
    #[error(transparent)]
    Find(#[from] FindError),
}

impl From<StoreFault> for AnnotateError {
    fn from(fault: StoreFault) -> Self {
        Self::Find(fault.into())
    }
}

impl From<AccessError> for AnnotateError {
    fn from(error: AccessError) -> Self {
        Self::Find(error.into())
    }
}

impl From<StoreFault> for SettleError {
    fn from(fault: StoreFault) -> Self {
        Self::Find(fault.into())
    }
}

impl From<AccessError> for SettleError {
    fn from(error: AccessError) -> Self {
        Self::Find(error.into())
    }
}
