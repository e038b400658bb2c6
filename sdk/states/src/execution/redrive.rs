//! A failed execution, taken up again where it failed.

use super::frame::Activity;
use super::{Execution, Kind, Outcome, limits};
use crate::history::Detail;
use std::cell::OnceCell;

/// Why an execution cannot be redriven.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedriveError {
    /// It is an Express execution.
    #[error("an express execution cannot be redriven")]
    Express,
    /// It runs, or has succeeded.
    #[error("only an execution that failed, timed out or was stopped can be redriven")]
    NotFailed,
    /// It ended more than fourteen days ago.
    #[error("an execution can be redriven for fourteen days after it ended")]
    TooLate,
    /// Its history has no room for more.
    #[error("the history is full")]
    TooManyEvents,
}

impl Execution {
    /// Goes on at `now` (milliseconds since 1970) from where it failed: what had succeeded stays so, and the states
    /// that failed, or were given up, start again with their input and all their retries. Variables are as they were.
    ///
    /// # Errors
    /// It is Express, has not failed, or failed too long ago.
    pub fn redrive(&mut self, now: i64) -> Result<(), RedriveError> {
        if self.start.kind == Kind::Express {
            return Err(RedriveError::Express);
        }
        match self.outcome {
            Some(Outcome::Failed(_) | Outcome::TimedOut(_) | Outcome::Aborted(_)) => {}
            Some(Outcome::Succeeded { .. }) | None => return Err(RedriveError::NotFailed),
        }
        if now.saturating_sub(self.now) > limits::REDRIVE {
            return Err(RedriveError::TooLate);
        }
        if self.history.count() + 2 >= limits::EVENTS {
            return Err(RedriveError::TooManyEvents);
        }
        self.now = self.now.max(now);
        self.outcome = None;
        self.redrives += 1;
        self.context = OnceCell::new();
        self.deadline = self.now.saturating_add(self.longest());
        self.requests.clear();
        self.cancelled.clear();
        self.ready.clear();
        self.relays.clear();
        let redrive_count = self.redrives;
        let redriven = self
            .history
            .record(self.history.count(), self.now, || Detail::ExecutionRedriven {
                redrive_count,
            });
        let frames: Vec<_> = self.frames.indices().collect();
        for index in frames {
            let key = self.frames.renew(index);
            let Some(frame) = self.frames.get_mut(index) else {
                continue;
            };
            match frame.activity {
                Activity::Fork(_) => continue,
                Activity::Enter => {}
                Activity::Run(_) => self.redrive_run(index, redriven),
                Activity::Attempt
                | Activity::Wait
                | Activity::Backoff
                | Activity::Task(_)
                | Activity::Answered(..)
                | Activity::Nothing => {
                    frame.activity = Activity::Attempt;
                    frame.attempts.clear();
                    frame.latest = redriven;
                }
            }
            self.ready.push_back(key);
        }
        Ok(())
    }
}
