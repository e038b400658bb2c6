//! `asl conformance`: executions recorded on Step Functions in, what comes out otherwise here out.

mod matching;

use crate::{Misuse, parse, read};
use ferrovia_states::driver::{Answer, Tasks, run as drive};
use ferrovia_states::execution::{Execution, Kind, Outcome, Start, TaskRequest};
use ferrovia_states::history::{Detail, Event, Fault};
use ferrovia_states::machine::{Machine, Resource};
use ferrovia_states::value::Value;
use matching::{matches, matches_text};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

/// Runs recorded executions and compares: status; output or error; order of states with inputs, outputs and
/// variables; parameters of each task. A cause's text is only reported.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// One recorded execution a line.
    cases: PathBuf,
    /// Cases that cannot pass: the name in a line of its own, the reason in indented lines below it.
    #[arg(long)]
    known: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    definition: serde_json::Value,
    input: Value,
    #[serde(rename = "type")]
    kind: String,
    expected_status: String,
    expected_output: Option<Value>,
    expected_error: Option<String>,
    expected_cause: Option<Value>,
    lambda_mocks_needed: Vec<Call>,
    trace: Vec<Entry>,
}

/// A task as Step Functions called it, and what it was answered.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Call {
    state: String,
    parameters: Value,
    resource: String,
    resource_type: Option<String>,
    timeout_in_seconds: Option<u64>,
    heartbeat_in_seconds: Option<u64>,
    outcome: Answered,
}

#[derive(Deserialize)]
struct Answered {
    output: Option<Value>,
    error: Option<String>,
    cause: Option<Value>,
}

/// A state entered or left, or an evaluation that failed.
#[derive(Deserialize)]
struct Entry {
    ev: String,
    name: String,
    input: Option<Value>,
    output: Option<Value>,
    error: Option<String>,
    location: Option<String>,
    #[serde(rename = "assignedVariables")]
    assigned: Option<Value>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Misuse> {
    let text = read(&arguments.cases)?;
    let listed = arguments
        .known
        .as_deref()
        .map(read)
        .transpose()?
        .unwrap_or_default();
    let known = known(&listed);
    let (mut passed, mut failed, mut excused) = (0, 0, 0);
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let case: Case = parse(&arguments.cases, line)?;
        let Report { differences, remarks } = compare(&case);
        match (differences.is_empty(), known.get(case.name.as_str())) {
            (true, None) => passed += 1,
            (false, Some(reason)) => {
                excused += 1;
                println!("known difference: {}\n  {reason}", case.name);
            }
            (false, None) => {
                failed += 1;
                println!("failed: {}", case.name);
            }
            (true, Some(_)) => {
                failed += 1;
                println!(
                    "failed: {}\n  passes now: take it off the list of known differences",
                    case.name
                );
            }
        }
        for difference in &differences {
            println!("  {difference}");
        }
        for remark in remarks {
            println!("remark: {}\n  {remark}", case.name);
        }
    }
    if excused > 0 {
        println!("{excused} known differences");
    }
    println!("{passed} passed, {failed} failed");
    Ok(if failed == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Names and reasons.
fn known(text: &str) -> BTreeMap<&str, String> {
    let mut known: BTreeMap<&str, String> = BTreeMap::new();
    let mut name = "";
    for line in text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
    {
        if line.starts_with(char::is_whitespace) {
            let reason = known.entry(name).or_default();
            reason.push_str(if reason.is_empty() { "" } else { " " });
            reason.push_str(line.trim());
        } else {
            name = line.trim_end();
            known.insert(name, String::new());
        }
    }
    known
}

#[derive(Default)]
struct Report {
    differences: Vec<String>,
    /// What is not held against it.
    remarks: Vec<String>,
}

/// Answers with what was recorded, and compares what is asked.
struct Recorded<'a> {
    calls: &'a [Call],
    given: Vec<bool>,
    differences: Vec<String>,
}

fn compare(case: &Case) -> Report {
    let mut report = Report::default();
    let machine = match Machine::compile(&case.definition) {
        Ok(machine) => Rc::new(machine),
        Err(error) => {
            report
                .differences
                .push(format!("the machine is refused: {error}"));
            return report;
        }
    };
    let kind = if case.kind == "EXPRESS" {
        Kind::Express
    } else {
        Kind::Standard
    };
    // The recordings are from 2024 and 2025; `Timestamp`s in them are past.
    let start = Start {
        input: case.input.clone(),
        kind,
        at: 1_767_225_600_000,
        ..Start::default()
    };
    let mut execution = match Execution::start(machine, start) {
        Ok(execution) => execution,
        Err(error) => {
            report.differences.push(format!("it does not start: {error}"));
            return report;
        }
    };
    let calls = &case.lambda_mocks_needed;
    let mut tasks = Recorded {
        calls,
        given: vec![false; calls.len()],
        differences: Vec::new(),
    };
    let outcome = drive(&mut execution, &mut tasks);
    compare_outcome(case, &outcome, &mut report);
    compare_trace(&case.trace, execution.history(), &mut report.differences);
    report.differences.append(&mut tasks.differences);
    for (call, given) in tasks.calls.iter().zip(tasks.given) {
        if !given {
            report
                .differences
                .push(format!("state `{}` does not call {}", call.state, call.resource));
        }
    }
    report
}

fn compare_outcome(case: &Case, outcome: &Outcome, report: &mut Report) {
    if outcome.status() != case.expected_status {
        let fault = outcome
            .fault()
            .map(|fault| format!(": {fault:?}"))
            .unwrap_or_default();
        report.differences.push(format!(
            "status: expected {}, but was {}{fault}",
            case.expected_status,
            outcome.status()
        ));
        return;
    }
    match outcome {
        Outcome::Succeeded { output } => {
            let expected = case.expected_output.as_ref().unwrap_or(&Value::NULL);
            if !matches(expected, output) {
                report
                    .differences
                    .push(format!("output: expected {expected}, but was {output}"));
            }
        }
        Outcome::Failed(fault) | Outcome::TimedOut(fault) | Outcome::Aborted(fault) => {
            if fault.error.as_deref() != case.expected_error.as_deref() {
                report.differences.push(format!(
                    "error: expected {:?}, but was {:?}",
                    case.expected_error, fault.error
                ));
            }
            let cause = fault.cause.as_deref();
            let is_same = match &case.expected_cause {
                None => cause.is_none(),
                Some(expected) => cause.is_some_and(|cause| match expected.as_str() {
                    Some(text) => matches_text(text, cause),
                    None => Value::parse(cause).is_ok_and(|cause| matches(expected, &cause)),
                }),
            };
            if !is_same {
                let expected = case.expected_cause.as_ref().unwrap_or(&Value::NULL);
                report
                    .remarks
                    .push(format!("cause: expected {expected}, but was {cause:?}"));
            }
        }
    }
}

fn compare_trace(expected: &[Entry], events: &[Event], differences: &mut Vec<String>) {
    let actual: Vec<_> = events
        .iter()
        .filter_map(|event| Some((event.kind(), entry(event)?)))
        .collect();
    for (position, expected) in expected.iter().enumerate() {
        let Some((kind, actual)) = actual.get(position) else {
            differences.push(format!(
                "trace[{position}]: expected {} of `{}`, but there was no more",
                expected.ev, expected.name
            ));
            return;
        };
        if (&*expected.ev, &*expected.name) != (kind, &*actual.name) {
            differences.push(format!(
                "trace[{position}]: expected {} of `{}`, but was {kind} of `{}`",
                expected.ev, expected.name, actual.name
            ));
            return;
        }
        let parts = [
            ("input", &expected.input, &actual.input),
            ("output", &expected.output, &actual.output),
            ("variables", &expected.assigned, &actual.assigned),
        ];
        for (part, expected, actual) in parts {
            let null = &Value::NULL;
            let (expected, actual) = (expected.as_ref().unwrap_or(null), actual.as_ref().unwrap_or(null));
            if !matches(expected, actual) {
                differences.push(format!(
                    "trace[{position}] {part}: expected {expected}, but was {actual}"
                ));
            }
        }
        for (part, expected, actual) in [
            ("error", &expected.error, &actual.error),
            ("location", &expected.location, &actual.location),
        ] {
            if expected != actual {
                differences.push(format!(
                    "trace[{position}] {part}: expected {expected:?}, but was {actual:?}"
                ));
            }
        }
    }
    if let Some((kind, more)) = actual.get(expected.len()) {
        differences.push(format!(
            "trace: expected no more, but was {kind} of `{}`",
            more.name
        ));
    }
}

/// What an event says of a state, if it is of the kinds that the recordings keep.
fn entry(event: &Event) -> Option<Entry> {
    let mut entry = Entry {
        ev: String::new(),
        name: String::new(),
        input: None,
        output: None,
        error: None,
        location: None,
        assigned: None,
    };
    let name = if let Detail::StateEntered { name, input, .. } = &event.detail {
        entry.input = Some(input.clone());
        name
    } else if let Detail::StateExited {
        name,
        output,
        assigned,
        ..
    } = &event.detail
    {
        entry.output = Some(output.clone());
        let variables = assigned
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()));
        entry.assigned = (!assigned.is_empty()).then(|| Value::object(variables));
        name
    } else if let Detail::EvaluationFailed {
        fault,
        location,
        state,
    } = &event.detail
    {
        entry.error = fault.error.as_deref().map(str::to_owned);
        entry.location = location.as_deref().map(str::to_owned);
        state
    } else {
        return None;
    };
    entry.name = name.to_string();
    Some(entry)
}

impl Tasks for Recorded<'_> {
    fn call(&mut self, request: &TaskRequest, _now: i64) -> Answer {
        let mut open = self.calls.iter().zip(&mut self.given);
        let Some((call, given)) = open.find(|(call, given)| !**given && *call.state == *request.state) else {
            self.differences
                .push(format!("state `{}` calls once more than recorded", request.state));
            return Answer::never();
        };
        *given = true;
        let (kind, resource) = match &*request.resource {
            Resource::Function { arn } | Resource::Activity { arn } => (None, arn),
            Resource::Service { service, name, .. } => (Some(&**service), name),
        };
        let mut differ = |what: &str, expected: &str, actual: &str| {
            let state = &request.state;
            self.differences.push(format!(
                "task of `{state}`: {what}: expected {expected}, but was {actual}"
            ));
        };
        if call.resource_type.as_deref() != kind || !matches_text(&call.resource, resource) {
            differ("resource", &call.resource, resource);
        }
        if !matches(&call.parameters, &request.arguments) {
            differ(
                "parameters",
                &call.parameters.to_string(),
                &request.arguments.to_string(),
            );
        }
        if (call.timeout_in_seconds, call.heartbeat_in_seconds)
            != (request.timeout_seconds, request.heartbeat_seconds)
        {
            differ("time-outs", "the recorded ones", "others");
        }
        match &call.outcome {
            Answered {
                output: Some(output), ..
            } => Answer::ok(output.clone()),
            Answered { error, cause, .. } => Answer::fault(Fault {
                error: error.as_deref().map(Rc::from),
                cause: cause.as_ref().map(|cause| match cause.as_str() {
                    Some(text) => text.into(),
                    None => cause.to_string().into(),
                }),
            }),
        }
    }
}
