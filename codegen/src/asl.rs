//! Resolved workflows in, Amazon States Language out: JSONata mode, values in variables.
//!
//! A file is a Terraform template: the ARNs of the functions' published versions are its placeholders.

mod document;
mod jsonata;
mod states;

use crate::HEADER;
use crate::files::Files;
use crate::template::{Template, literal};
use document::{StateMachine, States};
use ferrovia_model::{Backoff, CheckedApp, Workflow, workflow::Flow};
use serde_json::Value;

/// The members of a definition in the order in which a person reads them.
const ORDER: [&str; 31] = [
    "Comment",
    "QueryLanguage",
    "Type",
    "Resource",
    "FunctionName",
    "Arguments",
    "TimeoutSeconds",
    "HeartbeatSeconds",
    "Seconds",
    "Items",
    "MaxConcurrency",
    "ItemProcessor",
    "ProcessorConfig",
    "Mode",
    "StartAt",
    "States",
    "Condition",
    "Choices",
    "Branches",
    "Error",
    "Cause",
    "ErrorEquals",
    "IntervalSeconds",
    "MaxAttempts",
    "BackoffRate",
    "MaxDelaySeconds",
    "JitterStrategy",
    "Retry",
    "Catch",
    "Assign",
    "Output",
];

/// `<workflow>.asl.json`: a state machine each.
#[must_use]
pub fn emit(app: &CheckedApp) -> Files {
    Machines::of(app).into_files()
}

/// The machines of an app: each workflow with its definition, by name.
#[derive(Debug)]
pub struct Machines<'a>(pub Vec<(&'a Workflow, Template)>);

impl<'a> Machines<'a> {
    /// The machine of every workflow.
    #[must_use]
    pub fn of(app: &'a CheckedApp) -> Self {
        Self(
            app.flows()
                .map(|(workflow, flow)| (workflow, template(workflow, flow)))
                .collect(),
        )
    }

    /// A file for each.
    #[must_use]
    pub fn into_files(self) -> Files {
        let mut files = Files::default();
        self.0
            .into_iter()
            .for_each(|(workflow, machine)| files.insert(file(&workflow.name), machine.into_text()));
        files
    }
}

/// How Lambda's own faults are retried, at every step.
pub(crate) const fn fault_backoff() -> Backoff {
    Backoff {
        max_attempts: 3,
        interval_seconds: 1,
        rate: 2.0,
        max_delay_seconds: 8,
    }
}

/// The file of a workflow's machine.
#[must_use]
pub fn file(name: &str) -> String {
    format!("{name}.asl.json")
}

/// A workflow's machine, as Terraform is to render it.
#[must_use]
pub fn template(workflow: &Workflow, flow: &Flow) -> Template {
    let document = document(workflow, flow);
    let mut first = ORDER.to_vec();
    names(flow, &mut first);
    Template::of(&document, &first)
}

/// A workflow's machine, its placeholders still marked.
pub(crate) fn document(workflow: &Workflow, flow: &Flow) -> Value {
    // Its keys are strings, so it can always be JSON.
    serde_json::to_value(machine(workflow, flow)).unwrap_or_default()
}

fn machine(workflow: &Workflow, flow: &Flow) -> StateMachine {
    let description = workflow.description.lines().next().unwrap_or_default();
    StateMachine {
        comment: literal(&[description, HEADER].join(" ")).trim_start().to_owned(),
        query_language: "JSONata",
        timeout_seconds: workflow.timeout_seconds,
        states: States::of(flow),
    }
}

/// The states' names, in source order.
fn names<'a>(flow: &'a Flow, found: &mut Vec<&'a str>) {
    for state in &flow.states {
        found.push(&state.name);
        state.action.inner().iter().for_each(|inner| names(inner, found));
    }
}

#[cfg(test)]
mod tests;
