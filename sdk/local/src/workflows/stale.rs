//! A workflow as the code has it, and its document, in; what tells that they are not the same, out.
//!
//! Not every difference: a whole comparison is `codegen check`. These are the ones that would run other steps, with
//! other inputs, than the code says.

use super::document::function_of;
use ferrovia::model::workflow::Flow;
use ferrovia::model::workflow::flow::{Action, Call, Template};
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What differs, in a few words each; nothing if the document is current.
pub(super) fn differences(flow: &Flow, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare(flow, document, &mut found);
    found
}

fn compare(flow: &Flow, document: &Value, found: &mut Vec<String>) {
    let empty = Map::new();
    let states = document["States"].as_object().unwrap_or(&empty);
    let written: BTreeSet<&str> = states.keys().map(String::as_str).collect();
    let coded: BTreeSet<&str> = flow.states.iter().map(|state| state.name.as_str()).collect();
    found.extend(
        coded
            .difference(&written)
            .map(|name| format!("it lacks the state `{name}`")),
    );
    found.extend(
        written
            .difference(&coded)
            .map(|name| format!("its state `{name}` is not in the code")),
    );
    let first = flow.states.first().map(|state| state.name.as_str());
    if coded == written && document["StartAt"].as_str() != first {
        found.push("it begins elsewhere".to_owned());
    }
    for state in &flow.states {
        let Some(written) = states.get(&state.name) else {
            continue;
        };
        if let Action::Task { call, .. } = &state.action
            && !same_call(call, written)
        {
            found.push(format!("its state `{}` is another call", state.name));
        }
        if let Action::Parallel { branches, .. } = &state.action {
            let empty = Vec::new();
            let documents = written["Branches"].as_array().unwrap_or(&empty);
            if documents.len() != branches.len() {
                found.push(format!("its state `{}` has other branches", state.name));
            }
            for (branch, document) in branches.iter().zip(documents) {
                compare(branch, document, found);
            }
        }
    }
}

fn same_call(call: &Call, written: &Value) -> bool {
    let arguments = &written["Arguments"];
    let function = arguments["FunctionName"].as_str().map(function_of);
    // A step that waits is handed its token beside its input.
    let (payload, seconds) = match call.wait {
        Some(wait) => (&arguments["Payload"]["input"], wait.seconds),
        None => (&arguments["Payload"], call.timeout_seconds),
    };
    let same_input = match (&call.input, payload.as_object()) {
        (Template::Object(coded), Some(written)) => {
            let coded: BTreeSet<&str> = coded.iter().map(|(name, _)| name.as_str()).collect();
            coded == written.keys().map(String::as_str).collect()
        }
        (Template::Object(_), None) => false,
        // What is not an object is one expression, which only codegen can compare.
        (Template::Literal(_) | Template::Formula(_) | Template::List(_), _) => true,
    };
    function == Some(call.function.as_str())
        && same_input
        && written["TimeoutSeconds"].as_u64() == Some(seconds.into())
}
