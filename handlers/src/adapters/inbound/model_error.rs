//! How a language model fails, as a workflow sees it.

use ferrovia::HandlerError;
use ferrovia::language_model::ChatError;

/// No model gave a reply. None of these is retried by a workflow: retries live with the model's adapter, or attempts
/// would multiply.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, HandlerError)]
pub enum ModelError {
    /// Every active model is overloaded, throttled, unreachable or too slow. Later it may work.
    #[error("no language model replied")]
    Exhausted,
    /// A key, a model's name or a permission is wrong. A person has to look.
    #[error("a language model is misconfigured")]
    Misconfigured,
    /// No model takes the request: it is too long, or wrong. The same request will fail again.
    #[error("no language model takes the request")]
    Refused,
}

impl From<ChatError> for ModelError {
    fn from(error: ChatError) -> Self {
        match error {
            ChatError::RateLimited { .. }
            | ChatError::Overloaded
            | ChatError::Timeout { .. }
            | ChatError::Transport
            | ChatError::Malformed
            | ChatError::Empty
            | ChatError::Truncated
            | ChatError::TooLarge => Self::Exhausted,
            ChatError::Unauthorized | ChatError::NotFound => Self::Misconfigured,
            ChatError::InvalidRequest { .. } | ChatError::ContextTooLong | ChatError::ContentFiltered => {
                Self::Refused
            }
        }
    }
}
