//! What is used up on a way through a machine, and what two ways use together.

use super::{Case, INPUT_TOKENS, OUTPUT_TOKENS};
use crate::prices;
use ferrovia_model::{App, Candidate, Function, Grant};

/// What is used up. Two that follow each other add up; of two that exclude each other, the greater of each counts, so that the
/// result bounds both.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Usage {
    /// From beginning to end.
    pub(super) seconds: f64,
    /// Of Step Functions.
    pub(super) transitions: f64,
    /// Of functions.
    pub(super) calls: f64,
    /// Memory of functions over time.
    pub(super) gigabyte_seconds: f64,
    /// Memory of functions that run at one time, at most.
    pub(super) gigabytes: f64,
    /// The longest time-out of a function.
    pub(super) longest: f64,
    /// What language models and configurations charge, in US dollars.
    pub(super) charges: f64,
}

impl Usage {
    /// One attempt of a function, until its time-out.
    pub(super) fn of_function(app: &App, function: &Function, case: Case) -> Self {
        let seconds = f64::from(function.timeout_seconds);
        let gigabytes = f64::from(function.memory_mb) / 1024.0;
        Self {
            seconds,
            transitions: 0.0,
            calls: 1.0,
            gigabyte_seconds: seconds * gigabytes,
            gigabytes,
            longest: seconds,
            charges: function.grants().map(|grant| charge(app, grant, case)).sum(),
        }
    }

    /// What functions cost, if no more memory over time is used than that.
    pub(super) fn functions(&self, most: f64) -> f64 {
        self.gigabyte_seconds.min(most) * prices::LAMBDA_GB_SECOND
            + self.calls * prices::LAMBDA_REQUEST
            + self.charges
    }

    /// One after the other.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            seconds: self.seconds + next.seconds,
            gigabytes: self.gigabytes.max(next.gigabytes),
            ..self.plus(next)
        }
    }

    /// At the same time.
    pub(super) fn beside(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.max(other.seconds),
            gigabytes: self.gigabytes + other.gigabytes,
            ..self.plus(other)
        }
    }

    fn plus(self, other: Self) -> Self {
        Self {
            transitions: self.transitions + other.transitions,
            calls: self.calls + other.calls,
            gigabyte_seconds: self.gigabyte_seconds + other.gigabyte_seconds,
            longest: self.longest.max(other.longest),
            charges: self.charges + other.charges,
            ..self
        }
    }

    /// One or the other.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            seconds: self.seconds.max(other.seconds),
            transitions: self.transitions.max(other.transitions),
            calls: self.calls.max(other.calls),
            gigabyte_seconds: self.gigabyte_seconds.max(other.gigabyte_seconds),
            gigabytes: self.gigabytes.max(other.gigabytes),
            longest: self.longest.max(other.longest),
            charges: self.charges.max(other.charges),
        }
    }

    /// So many times, so many of them at once.
    pub(super) fn times(self, count: u32, at_once: u32) -> Self {
        let times = f64::from(count);
        Self {
            seconds: self.seconds * f64::from(count.div_ceil(at_once.max(1))),
            transitions: self.transitions * times,
            calls: self.calls * times,
            gigabyte_seconds: self.gigabyte_seconds * times,
            gigabytes: self.gigabytes * f64::from(at_once.min(count)),
            longest: self.longest,
            charges: self.charges * times,
        }
    }
}

/// What a call costs of a language model: of its default, or of all candidates in turn; or of a configuration, which is
/// received, too, at a cold start.
fn charge(app: &App, grant: &Grant, case: Case) -> f64 {
    let name = match grant {
        Grant::InvokeModel(name) => name,
        Grant::ReadConfiguration(_) => {
            return match case {
                Case::NoFailure => prices::CONFIGURATION_REQUEST,
                Case::Worst => prices::CONFIGURATION_REQUEST + prices::CONFIGURATION_RECEIVED,
            };
        }
        Grant::ReadTable(_)
        | Grant::AppendTable(_)
        | Grant::UpdateTable(_)
        | Grant::WriteTable(_)
        | Grant::EraseTable(_)
        | Grant::ReadSecret(_)
        | Grant::PublishEvent(_)
        | Grant::StartWorkflow(_)
        | Grant::LaunchWorkflow(_)
        | Grant::SendQueue(_)
        | Grant::ReadBucket(_)
        | Grant::WriteBucket(_)
        | Grant::EraseBucket(_)
        | Grant::ReportGauge(_)
        | Grant::VerifyTokens(_)
        | Grant::RefreshTokenKeys(_)
        | Grant::CompleteStep(_)
        | Grant::MigrateDatabase(_) => return 0.0,
    };
    let called = match case {
        Case::NoFailure => 1,
        Case::Worst => usize::MAX,
    };
    let candidates = app
        .language_model(name)
        .into_iter()
        .flat_map(|model| &model.candidates);
    candidates.take(called).map(one_call).sum()
}

fn one_call(candidate: &Candidate) -> f64 {
    ferrovia_model::token_price(&candidate.model).map_or(0.0, |price| {
        (f64::from(INPUT_TOKENS) * price.input + f64::from(OUTPUT_TOKENS) * price.output) / 1e6
    })
}
