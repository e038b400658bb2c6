//! A conversation in, what was said before out.

use crate::domain::{ConversationId, History, MAX_HISTORY_TURNS, TenantId};
use crate::ports::{HistoryStore, LoadHistoryError};

/// The newest whole turns before the message with sequence `before` that a state machine can carry. What was
/// said later, or is being answered at the same time, is not seen: every answer rests on whole turns.
///
/// # Errors
/// [`LoadHistoryError`].
pub async fn load_history(
    store: &dyn HistoryStore,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    before: u32,
) -> Result<History, LoadHistoryError> {
    let turns = store
        .turns_before(tenant_id, conversation_id, before, MAX_HISTORY_TURNS)
        .await?;
    Ok(History::newest(turns))
}
