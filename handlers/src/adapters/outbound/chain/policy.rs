//! An error in, what is to be done about it out: the one place that says when a language model is asked again after one.

use std::time::Duration;

use ferrovia::language_model::{ChatError, TimeoutPhase};

use crate::domain::Verdict;

/// The longest `Retry-After` that is worth waiting for; whoever asks for more is left for another model.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(1);

/// What is done about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Treatment {
    /// Whether and how the same model is asked once more. Never twice more.
    pub again: Again,
    /// Whether another model is asked after that.
    pub next: Next,
    /// What it means for the model's circuit.
    pub breaker: Verdict,
    /// Whether a person must act.
    pub page: bool,
}

/// How the same model is asked once more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// Not at all.
    No,
    /// The same, after a pause by chance.
    Jittered,
    /// The same, after the pause that the provider asks for.
    After(Duration),
    /// At once, without the older half of the history.
    Halved,
    /// At once, with what was wrong; where the provider's protocol was broken and not the model's reply wrong, the same
    /// after a pause by chance.
    Corrected,
    /// At once, with half as many tokens again.
    Longer,
}

/// Which model is asked next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// None: it would be told the same wrong thing, or might be laxer.
    No,
    /// The one after.
    InOrder,
    /// Of those that are left, the one that reads most.
    LargestContext,
}

/// What is done about `error`.
#[must_use]
pub const fn policy(error: &ChatError) -> Treatment {
    match error {
        // Their throttle is no sickness.
        ChatError::RateLimited { retry_after } => treat(wait(*retry_after), Next::InOrder, Verdict::Neutral),
        ChatError::Overloaded
        | ChatError::Transport
        | ChatError::Empty
        | ChatError::Timeout {
            phase: TimeoutPhase::Connect,
        } => treat(Again::Jittered, Next::InOrder, Verdict::Failure),
        // The time is gone, or was spent on reading what is of no use.
        ChatError::TooLarge
        | ChatError::Timeout {
            phase: TimeoutPhase::FirstByte | TimeoutPhase::Total,
        } => treat(Again::No, Next::InOrder, Verdict::Failure),
        ChatError::Unauthorized | ChatError::NotFound => {
            paged(treat(Again::No, Next::InOrder, Verdict::Hopeless))
        }
        ChatError::InvalidRequest { .. } => paged(treat(Again::No, Next::No, Verdict::Neutral)),
        ChatError::ContextTooLong => treat(Again::Halved, Next::LargestContext, Verdict::Neutral),
        // Another model would be asked because it may be laxer.
        ChatError::ContentFiltered => treat(Again::No, Next::No, Verdict::Neutral),
        ChatError::Malformed => treat(Again::Corrected, Next::InOrder, Verdict::Unfit),
        ChatError::Truncated => treat(Again::Longer, Next::No, Verdict::Neutral),
    }
}

const fn treat(again: Again, next: Next, breaker: Verdict) -> Treatment {
    Treatment {
        again,
        next,
        breaker,
        page: false,
    }
}

const fn paged(treatment: Treatment) -> Treatment {
    Treatment {
        page: true,
        ..treatment
    }
}

const fn wait(retry_after: Option<Duration>) -> Again {
    match retry_after {
        Some(pause) if pause.as_nanos() <= LONGEST_RETRY_AFTER.as_nanos() => Again::After(pause),
        Some(_) | None => Again::No,
    }
}
