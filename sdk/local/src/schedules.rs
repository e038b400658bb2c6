//! An app's schedules in; its handlers, started when it is time, out.

use crate::Functions;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use ferrovia::model::{App, Minute, Rhythm};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// What stands for EventBridge Scheduler: it looks at the clock at the beginning of each minute. A rate counts from when
/// the process began.
pub struct Schedules {
    functions: Arc<Functions>,
    schedules: Vec<Schedule>,
    /// The time of day, which goes on by a clock that never goes back.
    began: (DateTime<Utc>, Instant),
}

struct Schedule {
    function: String,
    rhythm: Rhythm,
    timezone: TimeZone,
}

impl Schedules {
    /// The schedules of a checked app.
    #[must_use]
    pub fn of(app: &App, functions: &Arc<Functions>) -> Self {
        let schedules = app.functions.iter().filter_map(|function| {
            let schedule = function.trigger.as_ref()?.schedule()?;
            let timezone = schedule.timezone.as_deref().unwrap_or("UTC");
            Some(Schedule {
                function: function.name.clone(),
                // `check` has seen to it that both can be read.
                rhythm: schedule.rhythm().ok()?,
                timezone: TimeZone::get(timezone).ok()?,
            })
        });
        Self {
            functions: Arc::clone(functions),
            schedules: schedules.collect(),
            began: (Utc::now(), Instant::now()),
        }
    }

    /// The same, as if it had begun at that time.
    #[must_use]
    pub fn from(mut self, began: DateTime<Utc>) -> Self {
        self.began = (began, Instant::now());
        self
    }

    /// Starts handlers for as long as it is polled. A handler that takes longer than its rhythm runs beside itself, as
    /// on Lambda.
    pub async fn run(self) {
        let (began, instant) = self.began;
        let first = began.duration_trunc(TimeDelta::minutes(1)).unwrap_or(began);
        for count in 1_u32.. {
            let at = first + TimeDelta::minutes(count.into());
            let until = (at - began).to_std().unwrap_or(Duration::ZERO);
            tokio::time::sleep_until(instant + until).await;
            for schedule in self
                .schedules
                .iter()
                .filter(|schedule| schedule.is_due(at, count))
            {
                let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
                self.functions
                    .start_asynchronously(&schedule.function, json!({ "at": at }));
            }
        }
    }
}

impl Schedule {
    /// Whether it is time, `count` minutes after the process began.
    fn is_due(&self, at: DateTime<Utc>, count: u32) -> bool {
        match &self.rhythm {
            Rhythm::EveryMinutes(minutes) => count.is_multiple_of(*minutes),
            Rhythm::At(cron) => minute(at, &self.timezone).is_some_and(|minute| cron.is_due(minute)),
        }
    }
}

/// What the clock on a wall in that zone shows.
fn minute(at: DateTime<Utc>, timezone: &TimeZone) -> Option<Minute> {
    let local = Timestamp::from_second(at.timestamp())
        .ok()?
        .to_zoned(timezone.clone());
    Some(Minute {
        year: local.year().try_into().ok()?,
        month: local.month().try_into().ok()?,
        day: local.day().try_into().ok()?,
        hour: local.hour().try_into().ok()?,
        minute: local.minute().try_into().ok()?,
    })
}
