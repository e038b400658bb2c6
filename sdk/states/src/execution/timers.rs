//! What is to happen at a time.

use super::frame::Key;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

/// Why a frame is woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alarm {
    /// A wait is over.
    Wake,
    /// A task has taken too long.
    Timeout,
    /// A task may have been silent for too long.
    Heartbeat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Timer {
    at: i64,
    /// Timers of one moment go off in the order they were set.
    sequence: u64,
    key: Key,
    alarm: Alarm,
}

impl Ord for Timer {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.sequence).cmp(&(other.at, other.sequence))
    }
}

impl PartialOrd for Timer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[derive(Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<Timer>>,
    sequence: u64,
}

impl Timers {
    pub(super) fn set(&mut self, at: i64, key: Key, alarm: Alarm) {
        self.sequence += 1;
        self.heap.push(Reverse(Timer {
            at,
            sequence: self.sequence,
            key,
            alarm,
        }));
    }

    /// The next timer that is due, taken out.
    pub(super) fn due(&mut self, now: i64) -> Option<(Key, Alarm)> {
        let Reverse(timer) = self.heap.peek().filter(|Reverse(timer)| timer.at <= now)?;
        let found = (timer.key, timer.alarm);
        self.heap.pop();
        Some(found)
    }

    /// When the next timer goes off; those that are out of date are dropped.
    pub(super) fn next(&mut self, is_current: impl Fn(Key) -> bool) -> Option<i64> {
        while let Some(Reverse(timer)) = self.heap.peek() {
            if is_current(timer.key) {
                return Some(timer.at);
            }
            self.heap.pop();
        }
        None
    }
}
