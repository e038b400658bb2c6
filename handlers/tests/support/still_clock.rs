//! A clock that stands still until somebody sleeps by it or moves it on.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use handlers::domain::Timestamp;
use handlers::ports::Clock;

/// The time, and the pauses that were made.
pub(crate) struct StillClock(Mutex<(Instant, Vec<Duration>)>, Instant);

/// When it began to stand still.
const BEGAN: &str = "2026-03-02T10:15:30.000Z";

impl Default for StillClock {
    fn default() -> Self {
        let now = Instant::now();
        Self(Mutex::new((now, Vec::new())), now)
    }
}

impl StillClock {
    /// Lets `time` pass.
    pub(crate) fn advance(&self, time: Duration) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0 += time;
    }

    /// The pauses that were made, in their order.
    pub(crate) fn pauses(&self) -> Vec<Duration> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}

#[async_trait]
impl Clock for StillClock {
    fn now(&self) -> Instant {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    fn date(&self) -> Timestamp {
        let began: Timestamp = BEGAN.parse().unwrap();
        began.after(self.now() - self.1)
    }

    async fn sleep(&self, pause: Duration) {
        self.advance(pause);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .push(pause);
    }
}
