//! A reply in, the stored answer out.

use crate::domain::{Answer, NewAnswer};
use crate::ports::{SaveTurnError, TurnStore};

/// Stores the reply as the answer to its message, once: a second save returns what the first one stored, and
/// the customer is shown that.
///
/// # Errors
/// [`SaveTurnError`]; nothing is stored then.
pub async fn save_turn(store: &dyn TurnStore, answer: &NewAnswer) -> Result<Answer, SaveTurnError> {
    let saved = store.save(answer).await?;
    if !saved.first {
        tracing::info!(message_id = %answer.message_id, "the message had been answered before");
    }
    // Of an answer that somebody else made nobody knows how long it took.
    Ok(Answer {
        timings: saved.first.then_some(answer.timings),
        ..saved.answer
    })
}
