//! The store in, whether it answers within a second out.

use crate::ports::{Readiness, StoreFault};

/// Whether the platform can work: its store answers.
///
/// # Errors
/// [`StoreFault`] if it does not.
pub async fn check_readiness(store: &dyn Readiness) -> Result<(), StoreFault> {
    store.ready().await
}
