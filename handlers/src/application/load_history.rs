//! A conversation in; what was said before, and what the tenant says of flags and answers, out.

use std::time::Instant;

use crate::domain::{ConversationId, History, MAX_HISTORY_TURNS, Recalled, TenantId, milliseconds_since};
use crate::ports::{HistoryStore, LoadHistoryError, Recollection};

/// The newest whole turns before the message with sequence `before` that a state machine can carry. What was
/// said later, or is being answered at the same time, is not seen: every answer rests on whole turns. With them comes
/// what the tenant says of feature flags and wants of answers, since whoever answers has no database to ask.
///
/// # Errors
/// [`LoadHistoryError`].
pub async fn load_history(
    store: &dyn HistoryStore,
    tenant_id: TenantId,
    conversation_id: ConversationId,
    before: u32,
) -> Result<Recalled, LoadHistoryError> {
    let begun = Instant::now();
    let Recollection {
        turns,
        rollouts,
        policy,
    } = store
        .recollect(tenant_id, conversation_id, before, MAX_HISTORY_TURNS)
        .await?;
    Ok(Recalled {
        history: History::newest(turns),
        rollouts,
        policy,
        took_ms: milliseconds_since(begun),
    })
}
