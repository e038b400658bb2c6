//! Conversation in; what was said before, and what the tenant says of flags and answers, out.

use crate::adapters::resources::{Flags, Messages, Tenants};
use crate::application;
use crate::domain::{ConversationId, Recalled, TenantId};
use crate::ports::{HistoryStore, LoadHistoryError, StoreFault};
use ferrovia::{Capability, HandlerError, Port, Read, data, handler};

/// A place in a conversation.
#[data]
pub struct HistoryOf {
    /// The tenant.
    pub tenant_id: TenantId,
    /// The conversation.
    pub conversation_id: ConversationId,
    /// The sequence of the message that is being answered: what came before it is its history.
    pub before: u32,
}

/// What was said, and what the tenant says of feature flags and wants of answers, to be read back.
#[derive(Capability)]
pub struct StoredHistory {
    messages: Read<Messages>,
    flags: Read<Flags>,
    tenants: Read<Tenants>,
    store: Port<dyn HistoryStore>,
}

/// Why a history could not be loaded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum HistoryError {
    /// The database is away, slow or contended.
    #[error("the history cannot be read right now")]
    #[retry(max_attempts = 2, interval = "1s", max_delay = "3s")]
    Unavailable,
    /// The database holds what we cannot read.
    #[error("the history cannot be read")]
    Defect,
}

impl From<LoadHistoryError> for HistoryError {
    fn from(LoadHistoryError::Store(fault): LoadHistoryError) -> Self {
        match fault {
            StoreFault::Unavailable | StoreFault::TimedOut | StoreFault::Contended => Self::Unavailable,
            StoreFault::Defect => Self::Defect,
        }
    }
}

/// Loads what was said before a message, and what the tenant says of feature flags and wants of answers: who
/// answers is not in the VPC, and has no database to ask.
#[handler(timeout = "5s", memory_mb = 256)]
pub async fn load_history(of: HistoryOf, history: StoredHistory) -> Result<Recalled, HistoryError> {
    Ok(application::load_history(&*history.store, of.tenant_id, of.conversation_id, of.before).await?)
}
