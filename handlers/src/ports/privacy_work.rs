//! Carries out privacy requests, which takes longer than whoever asks would wait.

use async_trait::async_trait;

use super::{PrivacyRequestOf, WaitError};

/// Begins to carry out requests.
#[async_trait]
pub trait PrivacyWork: Send + Sync {
    /// Sees to it that the request is carried out, or given up. Called again, it is the same work.
    ///
    /// # Errors
    /// [`WaitError`].
    async fn begin(&self, of: PrivacyRequestOf) -> Result<(), WaitError>;
}
