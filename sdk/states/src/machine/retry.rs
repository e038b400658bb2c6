//! Entries of `Retry` and `Catch` in, their compiled parts and a retry's delay out.

use super::Catcher;
use super::compile::{Compiler, Names, RESULT};
use super::fields::Fields;
use std::rc::Rc;

/// Matches every error but those a machine must not hide.
pub(crate) const ALL: &str = "States.ALL";
/// Matches every error of a task but a time-out.
pub(crate) const TASK_FAILED: &str = "States.TaskFailed";
/// A task, or the execution, ran for too long.
pub(crate) const TIMEOUT: &str = "States.Timeout";
/// A task gave no sign of life for too long: `States.Timeout` under another name.
pub(crate) const HEARTBEAT_TIMEOUT: &str = "States.HeartbeatTimeout";

/// When a failed state is tried again.
pub(crate) struct Retrier {
    pub(crate) errors: Vec<Rc<str>>,
    /// Seconds before the first retry.
    pub(crate) interval: f64,
    pub(crate) max_attempts: u32,
    /// By what the interval is multiplied after each retry.
    pub(crate) backoff: f64,
    /// Seconds the interval never exceeds.
    pub(crate) max_delay: Option<f64>,
    /// `FULL`: anything between nothing and the interval.
    pub(crate) jitter: bool,
}

impl Retrier {
    /// Milliseconds to wait after `attempts` retries have been made. `random` is in 0..1.
    pub(crate) fn delay_millis(&self, attempts: u32, random: impl FnOnce() -> f64) -> i64 {
        let exponent = i32::try_from(attempts).unwrap_or(i32::MAX);
        let grown = self.interval * self.backoff.powi(exponent);
        let seconds = self.max_delay.map_or(grown, |most| grown.min(most));
        let seconds = if self.jitter { seconds * random() } else { seconds };
        // A year and more of waiting is cut off by the execution's own limit; the cast saturates.
        #[expect(clippy::cast_possible_truncation, reason = "saturating is what is wanted")]
        let millis = (seconds * 1000.0).round() as i64;
        millis
    }
}

impl Compiler {
    pub(super) fn retrier(&mut self, fields: &Fields<'_>) -> Retrier {
        const KNOWN: &[&str] = &[
            "ErrorEquals",
            "IntervalSeconds",
            "MaxAttempts",
            "BackoffRate",
            "MaxDelaySeconds",
            "JitterStrategy",
            "Comment",
        ];
        fields.refuse_unknown(&[KNOWN], &mut self.problems);
        let problems = &mut self.problems;
        let jitter = fields.text("JitterStrategy", problems);
        if jitter.is_some_and(|strategy| !["FULL", "NONE"].contains(&strategy)) {
            fields.problem("JitterStrategy", "neither `FULL` nor `NONE`", problems);
        }
        let backoff = fields.number("BackoffRate", problems).unwrap_or(2.0);
        if backoff < 1.0 {
            fields.problem("BackoffRate", "less than one", problems);
        }
        let attempts = fields.whole("MaxAttempts", problems).unwrap_or(3);
        Retrier {
            errors: fields
                .texts("ErrorEquals", problems)
                .into_iter()
                .map(Rc::from)
                .collect(),
            interval: fields.number("IntervalSeconds", problems).unwrap_or(1.0),
            max_attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
            backoff,
            max_delay: fields.number("MaxDelaySeconds", problems),
            jitter: jitter == Some("FULL"),
        }
    }

    pub(super) fn catcher(&mut self, fields: &Fields<'_>, names: &Names<'_>) -> Option<Catcher> {
        fields.refuse_unknown(&[RESULT, &["ErrorEquals", "Next", "Comment"]], &mut self.problems);
        Some(Catcher {
            errors: fields
                .texts("ErrorEquals", &mut self.problems)
                .into_iter()
                .map(Rc::from)
                .collect(),
            assign: self.assign(fields),
            output: fields.template("Output", &mut self.problems),
            next: self.target(fields, "Next", names)?,
        })
    }
}
