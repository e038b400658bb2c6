//! A point in time, in UTC and to the millisecond, as the API writes it.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, SubsecRound, TimeDelta, Utc};

use super::wire::wire_string;

/// When something happened, by the database's clock, or is to have happened. `2026-03-02T10:15:30.120Z` on the wire (RFC 3339).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(DateTime<Utc>);

/// The text is no RFC 3339 time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected a time such as `2026-03-02T10:15:30.120Z`")]
pub struct TimestampError;

impl From<DateTime<Utc>> for Timestamp {
    /// What is finer than a millisecond is cut off: the wire would lose it.
    fn from(time: DateTime<Utc>) -> Self {
        Self(time.trunc_subsecs(3))
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(timestamp: Timestamp) -> Self {
        timestamp.0
    }
}

impl Timestamp {
    /// The moment that is so much later; the end of time, if there is no such.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        let later = TimeDelta::from_std(time).ok();
        let later = later.and_then(|time| self.0.checked_add_signed(time));
        later.unwrap_or(DateTime::<Utc>::MAX_UTC).into()
    }

    /// What is left until `later`; nothing, if that is over.
    #[must_use]
    pub fn until(self, later: Self) -> Duration {
        (later.0 - self.0).to_std().unwrap_or_default()
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, TimestampError> {
        DateTime::parse_from_rfc3339(text)
            .map(|time| time.to_utc().into())
            .map_err(|_| TimestampError)
    }
}

wire_string!(Timestamp, "A time in UTC (RFC 3339).", { "format": "date-time" });
