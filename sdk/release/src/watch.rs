//! A prefix in; whether the environment's alarms stay silent for a while, out.

use crate::failure::service;
use crate::{Aws, Failure, Progress};
use aws_sdk_cloudwatch::types::{AlarmType, StateValue};
use serde::Serialize;
use std::time::Duration;
use tokio::time::Instant;

/// For how long, and how often.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    /// For how long.
    pub time: Duration,
    /// The pause between two looks. Alarms look at whole minutes, so none comes and goes between two.
    pub every: Duration,
}

/// A time without an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Watched {
    /// The alarms that were watched, at the last look.
    pub alarms: usize,
    /// For how many seconds.
    pub seconds: u64,
}

/// Looks at every alarm of the environment until the time is over. An alarm without data is silent: most have none while
/// nothing happens.
///
/// # Errors
/// [`Failure::Unfulfilled`] names the alarms that sound, as soon as one does; or says that there is none to watch.
pub async fn watch(aws: &Aws, prefix: &str, watch: Watch, say: Progress<'_>) -> Result<Watched, Failure> {
    let begin = Instant::now();
    loop {
        let alarms = look(aws, prefix).await?;
        let left = watch.time.saturating_sub(begin.elapsed());
        if left.is_zero() {
            return Ok(Watched {
                alarms,
                seconds: watch.time.as_secs(),
            });
        }
        say(&format!("{alarms} alarms are silent; {} s to go", left.as_secs()));
        tokio::time::sleep(watch.every.min(left)).await;
    }
}

/// How many alarms there are, if none sounds.
async fn look(aws: &Aws, prefix: &str) -> Result<usize, Failure> {
    let mut pages = aws
        .cloudwatch
        .describe_alarms()
        .alarm_name_prefix(format!("{prefix}-"))
        // Without this, composite alarms are left out.
        .alarm_types(AlarmType::MetricAlarm)
        .alarm_types(AlarmType::CompositeAlarm)
        .into_paginator()
        .send();
    let (mut alarms, mut sounding) = (0, Vec::new());
    while let Some(page) = pages.next().await {
        let page = page.map_err(|error| service("look at the alarms", error))?;
        let metric = page.metric_alarms.unwrap_or_default().into_iter();
        let metric = metric.map(|alarm| (alarm.alarm_name, alarm.state_value, alarm.state_reason));
        let composite = page.composite_alarms.unwrap_or_default().into_iter();
        let composite = composite.map(|alarm| (alarm.alarm_name, alarm.state_value, alarm.state_reason));
        for (name, state, reason) in metric.chain(composite) {
            alarms += 1;
            if state == Some(StateValue::Alarm) {
                let (name, reason) = (name.unwrap_or_default(), reason.unwrap_or_default());
                sounding.push(format!("alarm `{name}` sounds: {reason}"));
            }
        }
    }
    if alarms == 0 {
        return Err(Failure::Unfulfilled(format!(
            "there is no alarm whose name begins with `{prefix}-`, so nothing is watched"
        )));
    }
    if sounding.is_empty() {
        return Ok(alarms);
    }
    sounding.sort();
    Err(Failure::Unfulfilled(sounding.join("\n")))
}
