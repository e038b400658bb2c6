//! A clock that stands still until somebody sleeps by it or moves it on.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use handlers::ports::Clock;

/// The time, and the pauses that were made.
pub(crate) struct StillClock(Mutex<(Instant, Vec<Duration>)>);

impl Default for StillClock {
    fn default() -> Self {
        Self(Mutex::new((Instant::now(), Vec::new())))
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

    async fn sleep(&self, pause: Duration) {
        self.advance(pause);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1
            .push(pause);
    }
}
