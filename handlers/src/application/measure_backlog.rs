//! The outbox in; what of it was not published, out.

use crate::ports::{Backlog, Outbox, StoreFault};

/// What no relay has published yet.
///
/// # Errors
/// [`StoreFault`].
pub async fn measure_backlog(outbox: &dyn Outbox) -> Result<Backlog, StoreFault> {
    outbox.backlog().await
}
