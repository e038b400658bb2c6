//! The states of a conversation, and what moves it from one to another.

use std::time::Duration;

use ferrovia::data;

use super::wire::names;
use super::{ConversationId, ExternalId, Metadata, Timestamp};

/// How long after its end a conversation can be taken up again: 7 days.
pub const REOPEN_WITHIN: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Who has the conversation.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum ConversationState {
    /// The assistant answers.
    Open,
    /// A person answers, or will; no model is called.
    WaitingHuman,
    /// Settled, by somebody's word or by silence.
    Resolved,
}

/// The conversation ended longer than [`REOPEN_WITHIN`] ago: what the customer says now begins another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the conversation was resolved more than 7 days ago")]
pub struct ConversationClosed;

/// A person has the conversation, or will: it is that person who settles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a person has the conversation, and settles it")]
pub struct HeldByPerson;

/// A conversation as it stands now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conversation {
    /// Its id.
    pub id: ConversationId,
    /// The customer, by the tenant's own name for them.
    pub customer: ExternalId,
    /// Who has it.
    pub state: ConversationState,
    /// Grows with every change, whatever changes.
    pub version: u32,
    /// The sequence of its newest message; 0 before the first.
    pub last_sequence: u32,
    /// What the tenant notes about it.
    pub metadata: Metadata,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was settled, if it is.
    pub resolved_at: Option<Timestamp>,
}

names!(ConversationState, "a conversation's state", {
    Open: "open",
    WaitingHuman: "waiting_human",
    Resolved: "resolved",
});

impl ConversationState {
    /// The state after a message of the customer. `resolved_for` is how long ago the conversation was
    /// resolved.
    ///
    /// # Errors
    /// [`ConversationClosed`] if that is too long ago, or is not known.
    pub fn after_customer_message(self, resolved_for: Option<Duration>) -> Result<Self, ConversationClosed> {
        match self {
            Self::Open | Self::WaitingHuman => Ok(self),
            Self::Resolved => match resolved_for {
                Some(age) if age <= REOPEN_WITHIN => Ok(Self::Open),
                Some(_) | None => Err(ConversationClosed),
            },
        }
    }

    /// The state once the conversation is declared settled.
    ///
    /// # Errors
    /// [`HeldByPerson`] while a person has it.
    pub const fn resolved(self) -> Result<Self, HeldByPerson> {
        match self {
            Self::Open | Self::Resolved => Ok(Self::Resolved),
            Self::WaitingHuman => Err(HeldByPerson),
        }
    }

    /// The state once the conversation is taken up again, as a message of the customer would do it.
    ///
    /// # Errors
    /// As [`Self::after_customer_message`].
    pub fn reopened(self, resolved_for: Option<Duration>) -> Result<Self, ConversationClosed> {
        self.after_customer_message(resolved_for)
    }

    /// Whether the assistant is the one to answer.
    #[must_use]
    pub const fn is_answered_by_assistant(self) -> bool {
        match self {
            Self::Open => true,
            Self::WaitingHuman | Self::Resolved => false,
        }
    }
}
