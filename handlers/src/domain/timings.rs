//! How long the parts of an answer took.

use std::fmt;
use std::time::{Duration, Instant};

use ferrovia::data;

/// How long whoever made the parts of an answer took, in milliseconds, each by its own clock: without what lies between
/// them, and without tries that failed.
#[data]
#[derive(Copy, Eq)]
pub struct Timings {
    /// To find out what the customer wants.
    pub classify_ms: u32,
    /// To read what was said before; at the same time.
    pub history_ms: u32,
    /// To write the answer.
    pub answer_ms: u32,
}

/// As the header `Server-Timing` spells it (W3C): `classify;dur=210, history;dur=4, answer;dur=1830`.
impl fmt::Display for Timings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            classify_ms,
            history_ms,
            answer_ms,
        } = self;
        write!(
            formatter,
            "classify;dur={classify_ms}, history;dur={history_ms}, answer;dur={answer_ms}"
        )
    }
}

/// Milliseconds since `begun`.
#[must_use]
pub fn milliseconds_since(begun: Instant) -> u32 {
    milliseconds(begun.elapsed())
}

/// A duration in milliseconds.
#[must_use]
pub fn milliseconds(duration: Duration) -> u32 {
    u32::try_from(duration.as_millis()).unwrap_or(u32::MAX)
}
