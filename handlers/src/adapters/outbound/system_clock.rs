//! The machine's own clock.

use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::domain::Timestamp;
use crate::ports::Clock;

/// The time as the runtime tells it.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[async_trait]
impl Clock for SystemClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn date(&self) -> Timestamp {
        chrono::Utc::now().into()
    }

    async fn sleep(&self, pause: Duration) {
        tokio::time::sleep(pause).await;
    }
}
