//! Tells whether the platform can work.

use async_trait::async_trait;

use super::StoreFault;

/// Tells whether the store is there.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Asks it for next to nothing.
    ///
    /// # Errors
    /// [`StoreFault`] if it cannot be asked.
    async fn ready(&self) -> Result<(), StoreFault>;
}
