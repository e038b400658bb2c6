//! A prompt that its values do not fit: a defect of ours, which no other model mends.

use ferrovia::ValueTooLong;
use ferrovia::language_model::ChatError;

/// As the models' policies read it, and told to whoever looks after the prompt.
pub(super) fn unfit(error: ValueTooLong) -> ChatError {
    tracing::error!(%error, "a prompt cannot be filled in: mend the value, or make a version with more room for it");
    ChatError::InvalidRequest {
        code: Some("prompt_value_too_long".to_owned()),
    }
}
