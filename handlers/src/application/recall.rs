//! A conversation in; what was said before, and what its tenant says of flags, out.

use super::load_history;
use crate::domain::{ConversationId, Recalled, TenantId};
use crate::ports::{FlagStore, HistoryStore, LoadHistoryError};

/// All that the database knows about how a message is to be answered: see [`load_history`].
///
/// # Errors
/// [`LoadHistoryError`].
pub async fn recall(
    history: &dyn HistoryStore,
    flags: &dyn FlagStore,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    before: u32,
) -> Result<Recalled, LoadHistoryError> {
    Ok(Recalled {
        history: load_history(history, tenant_id, conversation_id, before).await?,
        rollouts: flags.rollouts(tenant_id).await?,
    })
}
