//! Completes turns: stores the answers to customers' messages.

use async_trait::async_trait;

use super::StoreFault;
use crate::domain::{Answer, NewAnswer};

/// Stores answers.
#[async_trait]
pub trait TurnStore: Send + Sync {
    /// Stores `answer`, all or nothing: the answer's message with the next sequence, the question's new
    /// status, the run, and the event [`ConversationAnswered`](crate::domain::ConversationAnswered) in the
    /// outbox. Their ids follow from the question's, so a second save finds the first, changes nothing and
    /// returns what the first wrote, even if the model has said something else since. A question that a person was
    /// given to answer is not answered any more, whatever has become of the conversation since.
    ///
    /// # Errors
    /// [`SaveTurnError`]; nothing is stored then.
    async fn save(&self, answer: &NewAnswer) -> Result<SavedTurn, SaveTurnError>;
}

/// What is stored now.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedTurn {
    /// The answer that the customer gets.
    pub answer: Answer,
    /// Whether this call stored it.
    pub first: bool,
}

/// Why an answer was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveTurnError {
    /// There is no such question of a customer in this conversation: never was, or was erased meanwhile. The
    /// answer is dropped.
    #[error("the message to answer does not exist")]
    UnknownMessage,
    /// A person has the conversation, or has had it since: they answer this question, or have. The answer is dropped.
    #[error("a person answers the message")]
    HeldByHuman,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreFault),
}
