//! Gauges in; calls of the module that rings when they are too high out.

use super::{alarm_topic, module};
use crate::hcl::{Block, Expression, number, text};
use ferrovia_model::{App, Function, Gauge, Grant, Rhythm, Trigger};

/// The longest pause between two reports that an alarm still watches minute for minute: CloudWatch looks back a day at most.
const LONGEST_MINUTES: u32 = 60;

pub(super) fn blocks(app: &App) -> Vec<Block> {
    app.gauges.iter().map(|gauge| block(app, gauge)).collect()
}

fn block(app: &App, gauge: &Gauge) -> Block {
    let minutes = minutes_between(app, &gauge.name);
    module("gauge", &format!("gauge_{}", gauge.name), Some(&gauge.name))
        .set("unit", text(gauge.unit.as_str()))
        .set("alarm_above", number(gauge.alarm_above))
        .set("remedy", text(&gauge.remedy))
        .set("period_seconds", number(minutes.unwrap_or(1) * 60))
        .set("rings_in_silence", Expression::Bool(minutes.is_some()))
        .set("alarm_topic_arn", alarm_topic())
}

/// The longest pause between two reports, in minutes, where the clock alone starts those who report: then silence means
/// that they fail. Whoever is called by others may have been called by nobody.
fn minutes_between(app: &App, gauge: &str) -> Option<u32> {
    let reports = |function: &&Function| {
        let reports = |grant: &Grant| matches!(grant, Grant::ReportGauge(name) if name == gauge);
        function.grants().any(reports)
    };
    let pauses: Option<Vec<u32>> = app.functions.iter().filter(reports).map(pause).collect();
    pauses?
        .into_iter()
        .max()
        .filter(|minutes| *minutes <= LONGEST_MINUTES)
}

fn pause(function: &Function) -> Option<u32> {
    let schedule = function.trigger.as_ref().and_then(Trigger::schedule)?;
    match schedule.rhythm() {
        Ok(Rhythm::EveryMinutes(minutes)) => Some(minutes),
        Ok(Rhythm::At(_)) | Err(_) => None,
    }
}
