//! A message that has no answer in, its key free to be used again out.

use crate::domain::{AcceptedMessage, Claim};
use crate::ports::MessageStore;

/// Lets the client send its request again at once: it goes on with the same message. If that fails, the client waits
/// until the key's lease has run out, and is told so.
pub async fn release_key(store: &dyn MessageStore, message: &AcceptedMessage, claim: Option<&Claim>) {
    let Some(claim) = claim else { return };
    if let Err(error) = store.release(message, claim).await {
        tracing::warn!(message_id = %message.id, %error, "the key stays until its lease runs out");
    }
}
