//! Two apps in, which functions and which states of which workflows were touched out, and how.

use super::difference::differences;
use super::pairs::{Pair, pairs};
use super::words::duration;
use crate::asl;
use ferrovia_model::{
    Backoff, CheckedApp, ErrorVariant, Function, Kind, Payload, Route, Trigger, Workflow, workflow::Flow,
};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What became of a function or of a workflow's machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Touched {
    /// Its name, in the new app if it is there.
    pub name: String,
    /// What.
    pub change: Touch,
    /// Each in a line: ``timeout 20 s → 30 s``.
    pub details: Vec<String>,
}

/// What became of something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Touch {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is another than it was.
    Changed,
    /// It has another name; what AWS knows it by is as it was.
    Renamed {
        /// What it was called.
        from: String,
    },
    /// It is new, and like one that is gone.
    SuspectedRename {
        /// The one that is gone.
        from: String,
    },
}

pub(super) fn functions(old: &CheckedApp, new: &CheckedApp) -> Vec<Touched> {
    let mut touched = Vec::new();
    for pair in pairs(&old.functions, &new.functions, Function::id) {
        let (name, change, details) = match pair {
            Pair::Both(before, after) => (after, kept(&before.name, &after.name), of_function(before, after)),
            Pair::Old(before) => (before, Touch::Removed, Vec::new()),
            Pair::New(after) => {
                let gone = old
                    .functions
                    .iter()
                    .filter(|before| new.functions.iter().all(|after| after.id() != before.id()));
                match gone.into_iter().find(|before| is_alike(before, after)) {
                    Some(before) => {
                        let from = before.name.clone();
                        (
                            after,
                            Touch::SuspectedRename { from },
                            vec![advice(&before.name, "handler")],
                        )
                    }
                    None => (after, Touch::Added, Vec::new()),
                }
            }
        };
        if change != Touch::Changed || !details.is_empty() {
            touched.push(Touched {
                name: name.name.clone(),
                change,
                details,
            });
        }
    }
    touched
}

/// What became of something that is there before and after.
fn kept(before: &str, after: &str) -> Touch {
    if before == after {
        return Touch::Changed;
    }
    Touch::Renamed {
        from: before.to_owned(),
    }
}

/// What to do if it is one.
fn advice(from: &str, attribute: &str) -> String {
    format!(
        "same contract and capabilities as `{from}`, which is gone: if it is the same thing under a new name, write \
         `#[{attribute}(was = \"{from}\")]`, and it keeps its role, log and versions"
    )
}

/// Whether two values are one on the wire.
fn is_same(one: &Payload, other: &Payload) -> bool {
    differences(&one.schema, &other.schema).is_empty()
}

/// Whether two functions promise and ask for the same.
fn is_alike(one: &Function, other: &Function) -> bool {
    let grants = |function: &Function| function.grants().cloned().collect::<Vec<_>>();
    let errors = |function: &Function| {
        function
            .errors
            .iter()
            .map(|error| error.path.clone())
            .collect::<Vec<_>>()
    };
    is_same(&one.input, &other.input)
        && is_same(&one.output, &other.output)
        && (&one.route, one.wait, &one.trigger) == (&other.route, other.wait, &other.trigger)
        && grants(one) == grants(other)
        && errors(one) == errors(other)
}

fn of_function(old: &Function, new: &Function) -> Vec<String> {
    let mut details = Vec::new();
    let mut changed = |what: &str, old: String, new: String| {
        if old != new {
            details.push(format!("{what} {old} → {new}"));
        }
    };
    let route = |route: &Option<Route>| {
        route
            .as_ref()
            .map_or_else(|| "none".to_owned(), |route| format!("`{}`", route.key()))
    };
    let trigger = |function: &Function| {
        function
            .trigger
            .as_ref()
            .map_or_else(|| "none".to_owned(), Trigger::to_string)
    };
    let wait = |function: &Function| {
        function
            .wait
            .map_or_else(|| "none".to_owned(), |wait| duration(wait.seconds))
    };
    let heartbeat = |function: &Function| {
        let seconds = function.wait.and_then(|wait| wait.heartbeat_seconds);
        seconds.map_or_else(|| "none".to_owned(), duration)
    };
    changed(
        "timeout",
        duration(old.timeout_seconds),
        duration(new.timeout_seconds),
    );
    changed(
        "memory",
        format!("{} MiB", old.memory_mb),
        format!("{} MiB", new.memory_mb),
    );
    changed("route", route(&old.route), route(&new.route));
    changed("start", trigger(old), trigger(new));
    changed("wait", wait(old), wait(new));
    changed("heartbeat", heartbeat(old), heartbeat(new));
    details.extend(retries(&old.errors, &new.errors));
    details
}

fn retries(old: &[ErrorVariant], new: &[ErrorVariant]) -> Vec<String> {
    let words = |retry: &Option<Backoff>| match retry {
        None => "none".to_owned(),
        Some(retry) => format!(
            "{} × from {} × {} to at most {}",
            retry.max_attempts,
            duration(retry.interval_seconds),
            retry.rate,
            duration(retry.max_delay_seconds)
        ),
    };
    pairs(old, new, |error| &error.name)
        .into_iter()
        .filter_map(|pair| match pair {
            Pair::Both(old, new) if old.retry != new.retry => Some(format!(
                "retry of `{}`: {} → {}",
                new.name,
                words(&old.retry),
                words(&new.retry)
            )),
            Pair::Both(..) | Pair::Old(_) | Pair::New(_) => None,
        })
        .collect()
}

pub(super) fn workflows(old: &CheckedApp, new: &CheckedApp) -> Vec<Touched> {
    let of = |app: &CheckedApp, name: &str| {
        app.flows()
            .find(|(workflow, _)| workflow.name == name)
            .map(|(workflow, flow)| of_machine(workflow, flow))
    };
    let mut touched = Vec::new();
    for pair in pairs(&old.workflows, &new.workflows, Workflow::id) {
        let (name, change, details) = match pair {
            Pair::Both(before, after) => {
                let mut details = settings(before, after);
                if let (Some(before), Some(after)) = (of(old, &before.name), of(new, &after.name)) {
                    details.extend(states(&before, &after));
                }
                (&after.name, kept(&before.name, &after.name), details)
            }
            Pair::Old(before) => (&before.name, Touch::Removed, Vec::new()),
            Pair::New(after) => {
                let mut gone = old
                    .workflows
                    .iter()
                    .filter(|before| new.workflows.iter().all(|after| after.id() != before.id()));
                let like = gone.find(|before| {
                    is_same(&before.input, &after.input)
                        && is_same(&before.output, &after.output)
                        && before.kind == after.kind
                });
                match like {
                    Some(before) => {
                        let from = before.name.clone();
                        let details = vec![advice(&before.name, "workflow")];
                        (&after.name, Touch::SuspectedRename { from }, details)
                    }
                    None => (&after.name, Touch::Added, Vec::new()),
                }
            }
        };
        if change != Touch::Changed || !details.is_empty() {
            touched.push(Touched {
                name: name.clone(),
                change,
                details,
            });
        }
    }
    touched
}

fn settings(old: &Workflow, new: &Workflow) -> Vec<String> {
    let kind = |kind: Kind| match kind {
        Kind::Express => "express",
        Kind::Standard => "standard",
    };
    let mut details = Vec::new();
    if old.kind != new.kind {
        details.push(format!("kind {} → {}", kind(old.kind), kind(new.kind)));
    }
    if old.timeout_seconds != new.timeout_seconds {
        let (old, new) = (duration(old.timeout_seconds), duration(new.timeout_seconds));
        details.push(format!("timeout {old} → {new}"));
    }
    details
}

/// A machine's states by name, those of its branches among them, each without the machines inside it.
#[derive(Default)]
struct Machine {
    start: String,
    states: BTreeMap<String, Map<String, Value>>,
}

fn of_machine(workflow: &Workflow, flow: &Flow) -> Machine {
    let mut machine = Machine::default();
    let document = asl::document(workflow, flow);
    document["StartAt"]
        .as_str()
        .unwrap_or_default()
        .clone_into(&mut machine.start);
    gather(&document, &mut machine.states);
    machine
}

fn gather(of: &Value, states: &mut BTreeMap<String, Map<String, Value>>) {
    for (name, state) in of["States"].as_object().into_iter().flatten() {
        let mut own = state.as_object().cloned().unwrap_or_default();
        for branch in own
            .remove("Branches")
            .as_ref()
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            gather(branch, states);
        }
        if let Some(processor) = own.remove("ItemProcessor") {
            gather(&processor, states);
        }
        states.insert(name.clone(), own);
    }
}

fn states(old: &Machine, new: &Machine) -> Vec<String> {
    let mut details = Vec::new();
    if old.start != new.start {
        details.push(format!("starts at `{}`, not at `{}`", new.start, old.start));
    }
    for (name, state) in &new.states {
        match old.states.get(name) {
            None => details.push(format!("new state `{name}`")),
            Some(before) => {
                let mut keys: Vec<&String> = before
                    .keys()
                    .chain(state.keys())
                    .filter(|key| before.get(*key) != state.get(*key))
                    .collect();
                keys.sort();
                keys.dedup();
                let words: Vec<String> = keys.into_iter().map(|key| member(key, before, state)).collect();
                if !words.is_empty() {
                    details.push(format!("state `{name}`: {}", words.join(", ")));
                }
            }
        }
    }
    let removed = old.states.keys().filter(|name| !new.states.contains_key(*name));
    details.extend(removed.map(|name| format!("state `{name}` removed")));
    details
}

/// A member of a state that differs: what it was and is, if that is short.
fn member(key: &str, old: &Map<String, Value>, new: &Map<String, Value>) -> String {
    let word = |of: &Map<String, Value>| match of.get(key) {
        None => Some("none".to_owned()),
        Some(Value::Number(number)) => Some(number.to_string()),
        Some(Value::String(text)) if key == "Next" || key == "Default" => Some(format!("`{text}`")),
        Some(Value::Bool(_) | Value::Null | Value::String(_) | Value::Array(_) | Value::Object(_)) => None,
    };
    match (word(old), word(new)) {
        (Some(old), Some(new)) => format!("{key} {old} → {new}"),
        (Some(_) | None, _) => key.to_owned(),
    }
}
