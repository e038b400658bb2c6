//! A bearer's token in, its verified claims out: what a gateway has verified, the service verifies itself.

use crate::Claims;
use async_trait::async_trait;

/// Why a token lets nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefused {
    /// It is not good; why, is not told.
    #[error("the token is not good")]
    Invalid,
    /// Nobody can tell: the issuer's keys cannot be had.
    #[error("the token cannot be verified right now")]
    Unavailable,
}

/// Verifies access tokens. Where the binary binds one, every route with scopes asks it, and takes the caller from what it
/// says; what the gateway passes on is dropped.
#[async_trait]
pub trait TokenVerifier: Send + Sync {
    /// The claims of a good token.
    ///
    /// # Errors
    /// [`TokenRefused`].
    async fn verify(&self, token: &str) -> Result<Claims, TokenRefused>;
}
