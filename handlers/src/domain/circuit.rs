//! What was heard from a model in; whether it may be asked out.
//!
//! Closed, everybody asks. Open, nobody does, for a while. Half open, one may: the probe, whose fate decides. The time
//! always comes from outside, so that one clock rules and tests need none.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Failures in a row that open a circuit.
const IN_A_ROW: u32 = 5;

/// How far back calls are looked at.
const WINDOW: Duration = Duration::from_secs(30);

/// Fewer calls than this within the window say nothing about a share.
const MIN_CALLS: usize = 10;

/// How long a circuit is open the first time. Each failed probe doubles it.
const FIRST_COOL_DOWN: Duration = Duration::from_secs(15);

/// How long a circuit is open at most, and at once where only a person can mend what is wrong.
const LONGEST_COOL_DOWN: Duration = Duration::from_secs(300);

/// How long a probe may take. After that it counts as lost, and somebody else may probe.
const PROBE_LEASE: Duration = Duration::from_secs(10);

/// Whether a model may be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// It may.
    Open,
    /// It may, by this caller alone, who finds out whether it is well again. The number tells one probe from the next.
    Probe(u64),
    /// It may not.
    Refused,
}

/// How an attempt went, as far as the model's health goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The model is well.
    Success,
    /// The model or the way to it is sick.
    Failure,
    /// The model answers, but not what it was asked for: a failure only if it goes on.
    Unfit,
    /// Nothing will get better before a person acts.
    Hopeless,
    /// Says nothing about the model's health.
    Neutral,
}

/// One model's circuit.
#[derive(Clone, Debug)]
pub struct Circuit {
    state: State,
    calls: VecDeque<Call>,
    in_a_row: u32,
    cool_down: Duration,
    probes: u64,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Closed,
    Open { until: Instant },
    HalfOpen { probe_until: Option<Instant> },
}

#[derive(Clone, Copy, Debug)]
struct Call {
    at: Instant,
    failed: bool,
}

impl Default for Circuit {
    /// Closed: a model is taken to be well until it proves otherwise.
    fn default() -> Self {
        Self {
            state: State::Closed,
            calls: VecDeque::new(),
            in_a_row: 0,
            cool_down: FIRST_COOL_DOWN,
            probes: 0,
        }
    }
}

impl Circuit {
    /// Whether the model may be asked at `now`.
    pub fn admit(&mut self, now: Instant) -> Admission {
        match self.state {
            State::Closed => Admission::Open,
            State::Open { until } if now < until => Admission::Refused,
            State::HalfOpen {
                probe_until: Some(until),
            } if now < until => Admission::Refused,
            State::Open { .. } | State::HalfOpen { .. } => {
                self.probes += 1;
                self.state = State::HalfOpen {
                    probe_until: Some(now + PROBE_LEASE),
                };
                Admission::Probe(self.probes)
            }
        }
    }

    /// Takes note of an attempt that was admitted with `admission` and ended at `now`. What was begun before the circuit
    /// opened, or by a probe whose time was over, no longer decides anything, unless it is hopeless.
    pub fn record(&mut self, now: Instant, admission: Admission, verdict: Verdict) {
        let is_probe = match (self.state, admission) {
            (State::Closed, Admission::Open) => false,
            (State::HalfOpen { .. }, Admission::Probe(number)) if number == self.probes => true,
            (State::Closed | State::Open { .. } | State::HalfOpen { .. }, _) => {
                if verdict == Verdict::Hopeless && admission != Admission::Refused {
                    self.open(now, LONGEST_COOL_DOWN);
                }
                return;
            }
        };
        match verdict {
            Verdict::Success if is_probe => {
                *self = Self {
                    probes: self.probes,
                    ..Self::default()
                }
            }
            Verdict::Failure | Verdict::Unfit if is_probe => {
                self.cool_down = self.cool_down.saturating_mul(2).min(LONGEST_COOL_DOWN);
                self.open(now, self.cool_down);
            }
            // Somebody else may find out, at once.
            Verdict::Neutral if is_probe => self.state = State::HalfOpen { probe_until: None },
            Verdict::Hopeless => self.open(now, LONGEST_COOL_DOWN),
            Verdict::Neutral => {}
            Verdict::Success => {
                self.in_a_row = 0;
                self.count(now, false);
            }
            Verdict::Failure => {
                self.in_a_row += 1;
                self.count(now, true);
                if self.in_a_row >= IN_A_ROW || self.mostly_fails() {
                    self.open(now, self.cool_down);
                }
            }
            Verdict::Unfit => {
                self.in_a_row += 1;
                if self.in_a_row >= IN_A_ROW {
                    self.open(now, self.cool_down);
                }
            }
        }
    }

    fn open(&mut self, now: Instant, cool_down: Duration) {
        self.calls.clear();
        self.in_a_row = 0;
        self.state = State::Open {
            until: now + cool_down,
        };
    }

    fn count(&mut self, now: Instant, failed: bool) {
        self.calls
            .retain(|call| now.saturating_duration_since(call.at) < WINDOW);
        self.calls.push_back(Call { at: now, failed });
    }

    fn mostly_fails(&self) -> bool {
        let failed = self.calls.iter().filter(|call| call.failed).count();
        self.calls.len() >= MIN_CALLS && failed * 2 >= self.calls.len()
    }
}
