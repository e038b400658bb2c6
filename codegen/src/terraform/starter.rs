//! A function that the clock or an event starts in; the schedule or the rule, and the queue of what could not start it or
//! failed, out.

use super::{alarm_topic, api, module, permissions_boundary};
use crate::hcl::{Block, Expression, number, reference, text};
use ferrovia_model::{App, Function, Rhythm, Schedule, Trigger};

/// The longest that Lambda keeps what starts a function, in seconds.
const LONGEST: u32 = 6 * 60 * 60;

/// The ARN of the function's dead letters, if nobody waits for its answer.
pub(super) fn dead_letters(function: &Function) -> Option<Expression> {
    let trigger = function.trigger.as_ref()?;
    trigger
        .is_asynchronous()
        .then(|| reference(format!("module.dead_letters_{}.arn", function.name)))
}

/// What starts the function, and its dead letters.
pub(super) fn blocks(app: &App, function: &Function) -> Vec<Block> {
    match &function.trigger {
        Some(Trigger::Schedule(schedule)) => {
            vec![scheduled(function, schedule), queue(function)]
        }
        Some(Trigger::Event(event)) => {
            let rule = reference(format!("module.subscription_{}.rule_arn", function.name));
            let subscription = subscribed(app, function, event);
            let queue = queue(function).set("event_rule_arn", rule);
            subscription.into_iter().chain([queue]).collect()
        }
        Some(Trigger::PreTokenGeneration) | None => Vec::new(),
    }
}

fn queue(function: &Function) -> Block {
    let label = format!("dead_letters_{}", function.name);
    module("dead_letters", &label, Some(function.id())).set("alarm_topic_arn", alarm_topic())
}

/// A schedule, which a role of its own starts.
fn scheduled(function: &Function, schedule: &Schedule) -> Block {
    let label = format!("schedule_{}", function.name);
    let block = module("schedule", &label, Some(function.id())).set("expression", text(&schedule.expression));
    let block = match &schedule.timezone {
        Some(timezone) => block.set("timezone", text(timezone)),
        None => block,
    };
    // What is late by a whole turn is the next one's work.
    let age = match schedule.rhythm() {
        Ok(Rhythm::EveryMinutes(minutes)) => minutes.saturating_mul(60).min(LONGEST),
        Ok(Rhythm::At(_)) | Err(_) => LONGEST,
    };
    target(block, function)
        .set("max_age_seconds", number(age))
        .set("permissions_boundary", permissions_boundary())
        .set("alarm_topic_arn", alarm_topic())
}

/// A rule on the event's bus, for that event alone.
fn subscribed(app: &App, function: &Function, event: &str) -> Option<Block> {
    let event = app.event(event)?;
    let label = format!("subscription_{}", function.name);
    let bus = reference(format!("module.event_bus_{}.name", event.bus));
    let description = format!("{} starts {}.", event.name, function.name);
    let block = module("subscription", &label, Some(function.id()))
        .set("description", text(description))
        .set("event_bus_name", bus)
        .set("event_source", text(&event.origin))
        .set("detail_type", text(&event.name));
    Some(target(block, function).set("alarm_topic_arn", alarm_topic()))
}

/// The function, and where goes what cannot reach it.
fn target(block: Block, function: &Function) -> Block {
    let block = api::callee(&function.name)
        .into_iter()
        .fold(block, |block, (name, value)| block.set(&name, value));
    match dead_letters(function) {
        Some(queue) => block.set("dead_letter_arn", queue),
        None => block,
    }
}
