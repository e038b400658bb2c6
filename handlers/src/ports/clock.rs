//! Time that passes: what policies wait and measure by, and what processes agree on.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::domain::Timestamp;

/// A clock that one can also wait by.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time, which never goes backwards and means nothing to another process.
    fn now(&self) -> Instant;

    /// The time of day, by which processes agree on a moment.
    fn date(&self) -> Timestamp;

    /// Returns when `pause` has passed.
    async fn sleep(&self, pause: Duration);
}
