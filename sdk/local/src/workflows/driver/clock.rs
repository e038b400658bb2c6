//! The time that an execution goes by: it begins as the machine's, may be ahead of it later, and never goes back.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    began: Instant,
    at: i64,
}

impl Clock {
    pub(super) fn start() -> Self {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            began: Instant::now(),
            at: i64::try_from(at.as_millis()).unwrap_or_default(),
        }
    }

    pub(super) fn now(self) -> i64 {
        let elapsed = i64::try_from(self.began.elapsed().as_millis()).unwrap_or(i64::MAX);
        self.at.saturating_add(elapsed)
    }

    /// Goes on from `at`, if that is still to come.
    pub(super) fn skip_to(&mut self, at: i64) {
        let ahead = at.saturating_sub(self.now()).max(0);
        self.at = self.at.saturating_add(ahead);
    }

    /// Waits until `now` says so.
    pub(super) async fn sleep_until(self, at: i64) {
        let milliseconds = u64::try_from(at.saturating_sub(self.at)).unwrap_or_default();
        let until = self
            .began
            .checked_add(std::time::Duration::from_millis(milliseconds));
        match until {
            Some(until) => tokio::time::sleep_until(until.into()).await,
            None => std::future::pending().await,
        }
    }
}
