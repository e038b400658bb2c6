//! Reply in, stored answer out.

use crate::adapters::resources::{Conversations, Messages, Outbox, Runs, UsageDaily};
use crate::application;
use crate::domain::{Answer, NewAnswer};
use crate::ports::{SaveTurnError, StoreFault, TurnStore};
use ferrovia::{Append, Capability, HandlerError, Port, Read, Update, Write, handler};

/// Turns, to be completed: answer, run, event and the day's usage in one transaction.
#[derive(Capability)]
pub struct StoredTurns {
    conversations: Update<Conversations>,
    messages: Write<Messages>,
    earlier_runs: Read<Runs>,
    runs: Append<Runs>,
    outbox: Append<Outbox>,
    usage: Write<UsageDaily>,
    store: Port<dyn TurnStore>,
}

/// Why an answer could not be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum SaveError {
    /// The database is away, slow or contended. The answer is still in the execution, so no model is asked again.
    #[error("the answer cannot be stored right now")]
    #[retry(max_attempts = 3, interval = "1s", max_delay = "5s")]
    Unavailable,
    /// There is no such message: it was erased meanwhile.
    #[error("the message to answer does not exist")]
    UnknownMessage,
    /// A person answers the message, or has: the conversation was handed over meanwhile.
    #[error("a person answers the message")]
    HeldByHuman,
    /// The database refuses what we send.
    #[error("the answer cannot be stored")]
    Defect,
}

impl From<SaveTurnError> for SaveError {
    fn from(error: SaveTurnError) -> Self {
        match error {
            SaveTurnError::UnknownMessage => Self::UnknownMessage,
            SaveTurnError::HeldByHuman => Self::HeldByHuman,
            SaveTurnError::Store(StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended) => {
                Self::Unavailable
            }
            SaveTurnError::Store(StoreFault::Defect) => Self::Defect,
        }
    }
}

/// Stores the answer to a message, once.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn save_turn(answer: NewAnswer, turns: StoredTurns) -> Result<Answer, SaveError> {
    Ok(application::save_turn(&*turns.store, &answer).await?)
}
