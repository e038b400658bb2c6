//! A message that is not answered in time in, what its client is told out.

use crate::domain::{AcceptedMessage, Answer, Claim};
use crate::ports::{KeyError, MessageStore};

/// The client is to be told to ask again later: the same, from now on, whenever it sends the request again. `Some` if the
/// answer came just now, which is then what the client is told.
///
/// # Errors
/// [`KeyError`].
pub async fn promise_answer(
    store: &dyn MessageStore,
    message: &AcceptedMessage,
    claim: Option<&Claim>,
) -> Result<Option<Answer>, KeyError> {
    match claim {
        Some(claim) => store.promise(message, claim).await,
        // Nobody can send it again.
        None => Ok(None),
    }
}
