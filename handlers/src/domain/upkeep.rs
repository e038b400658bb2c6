//! What the clock does: when something is stuck, idle or expired.

use std::time::Duration;

/// How long a message may wait for its answer before its flow is taken to be dead: longer than the flow may take, with all
/// its retries, and than its client's lease.
pub const STUCK_AFTER: Duration = Duration::from_mins(2);

/// How often a flow is started again before the message is given up.
pub const MAX_SWEEPS: u32 = 3;

/// How long nothing happens in an open conversation before it is taken to be settled.
pub const IDLE_AFTER: Duration = Duration::from_hours(72);

/// How long published events are kept, for whoever asks what was published.
pub const PUBLISHED_KEPT: Duration = Duration::from_hours(7 * 24);

/// What is deleted once its time is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Expiring {
    /// Idempotency keys, a day after their first request.
    IdempotencyKeys,
    /// Events, [`PUBLISHED_KEPT`] after they were published.
    PublishedEvents,
    /// Limits of which nothing is taken any more: as good as none.
    RateLimits,
    /// Settled conversations with all that was said in them, after as many days as their tenant wants them kept.
    Conversations,
}

impl Expiring {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::IdempotencyKeys,
        Self::PublishedEvents,
        Self::RateLimits,
        Self::Conversations,
    ];

    /// How many rows are deleted in one transaction: what may take others with it, fewer.
    #[must_use]
    pub const fn batch(self) -> u32 {
        match self {
            Self::IdempotencyKeys | Self::PublishedEvents | Self::RateLimits => 5_000,
            Self::Conversations => 500,
        }
    }

    /// As logs name it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdempotencyKeys => "idempotency_keys",
            Self::PublishedEvents => "published_events",
            Self::RateLimits => "rate_limits",
            Self::Conversations => "conversations",
        }
    }
}
