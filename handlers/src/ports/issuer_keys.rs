//! The keys by which the API's access tokens are verified.

use async_trait::async_trait;

/// Asks the issuer of the API's tokens for its keys.
#[async_trait]
pub trait IssuerKeys: Send + Sync {
    /// The key set that is published at `url`, as it stands there: one by which tokens can be verified.
    ///
    /// # Errors
    /// [`IssuerKeysError`].
    async fn published(&self, url: &str) -> Result<Vec<u8>, IssuerKeysError>;
}

/// Where tokens are verified by the keys that are kept there.
#[async_trait]
pub trait KeptKeys: Send + Sync {
    /// Where the issuer publishes them.
    fn url(&self) -> String;

    /// Keeps a key set in the place of the one before, which goes by itself after a day.
    ///
    /// # Errors
    /// [`IssuerKeysError`]; the one before is kept.
    async fn keep(&self, key_set: Vec<u8>) -> Result<(), IssuerKeysError>;
}

/// Why the keys are not refreshed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IssuerKeysError {
    /// Later it may work.
    #[error("the issuer, or the place of its keys, cannot be reached")]
    Unavailable,
    /// What the issuer publishes verifies no token.
    #[error("what the issuer publishes is no key set")]
    Unusable,
    /// It never works: a defect of ours.
    #[error("the place of the keys refuses them")]
    Refused,
}
