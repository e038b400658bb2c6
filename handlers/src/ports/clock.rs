//! Time that passes: what policies wait and measure by.

use std::time::{Duration, Instant};

use async_trait::async_trait;

/// A clock that one can also wait by. It never goes backwards.
#[async_trait]
pub trait Clock: Send + Sync {
    /// The time.
    fn now(&self) -> Instant;

    /// Returns when `pause` has passed.
    async fn sleep(&self, pause: Duration);
}
