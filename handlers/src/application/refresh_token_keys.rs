//! An issuer's keys in, the same where tokens are verified out.

use crate::ports::{IssuerKeys, IssuerKeysError, KeptKeys};

/// Keeps what the issuer publishes now. Whatever fails leaves the keys that are kept as they are.
///
/// # Errors
/// [`IssuerKeysError`].
pub async fn refresh_token_keys(issuer: &dyn IssuerKeys, kept: &dyn KeptKeys) -> Result<(), IssuerKeysError> {
    kept.keep(issuer.published(&kept.url()).await?).await
}
