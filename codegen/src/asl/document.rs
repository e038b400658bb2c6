//! The part of Amazon States Language that workflows become.

use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// A state machine.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct StateMachine {
    pub(super) comment: String,
    pub(super) query_language: &'static str,
    pub(super) timeout_seconds: u32,
    #[serde(flatten)]
    pub(super) states: States,
}

/// States and where they start: a machine's or a branch's.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct States {
    pub(super) start_at: String,
    pub(super) states: BTreeMap<String, State>,
}

/// A state.
#[derive(Debug, Serialize)]
#[serde(tag = "Type", rename_all_fields = "PascalCase")]
pub(super) enum State {
    Pass {
        #[serde(flatten)]
        transition: Transition,
    },
    Task {
        resource: String,
        arguments: Box<Arguments>,
        timeout_seconds: u32,
        #[serde(skip_serializing_if = "Option::is_none")]
        heartbeat_seconds: Option<u32>,
        retry: Vec<Retrier>,
        #[serde(skip_serializing_if = "Vec::is_empty")]
        catch: Vec<Catcher>,
        #[serde(flatten)]
        transition: Transition,
        #[serde(skip_serializing_if = "Option::is_none")]
        output: Option<Value>,
    },
    Parallel {
        branches: Vec<States>,
        #[serde(flatten)]
        transition: Transition,
    },
    Map {
        items: Value,
        max_concurrency: u32,
        item_processor: Box<ItemProcessor>,
        #[serde(flatten)]
        transition: Transition,
    },
    Wait {
        seconds: Value,
        #[serde(flatten)]
        transition: Transition,
    },
    Choice {
        choices: Vec<Rule>,
        #[serde(skip_serializing_if = "Map::is_empty")]
        assign: Map<String, Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        default: Option<String>,
    },
    Succeed {
        output: Value,
    },
    Fail {
        error: Value,
        cause: Value,
    },
}

/// The machine inside a Map.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ItemProcessor {
    pub(super) processor_config: ProcessorConfig,
    #[serde(flatten)]
    pub(super) states: States,
}

/// How that machine is run.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct ProcessorConfig {
    pub(super) mode: &'static str,
}

/// What `lambda:invoke` takes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Arguments {
    pub(super) function_name: String,
    pub(super) payload: Value,
}

/// What follows a state.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Transition {
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub(super) assign: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) next: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(super) end: bool,
}

/// Errors that are retried.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Retrier {
    pub(super) error_equals: Vec<String>,
    pub(super) interval_seconds: u32,
    pub(super) max_attempts: u32,
    pub(super) backoff_rate: f64,
    pub(super) max_delay_seconds: u32,
    pub(super) jitter_strategy: &'static str,
}

/// Errors that lead elsewhere.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Catcher {
    pub(super) error_equals: Vec<String>,
    #[serde(flatten)]
    pub(super) transition: Transition,
}

/// A rule of a Choice.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Rule {
    pub(super) condition: String,
    #[serde(flatten)]
    pub(super) transition: Transition,
}
