//! Runs a machine on answers given by state, and tells what happened.

use ferrovia_states::driver::{Answer, Tasks, run};
use ferrovia_states::execution::{Execution, Kind, Outcome, Start, TaskRequest};
use ferrovia_states::history::Event;
use ferrovia_states::machine::Machine;
use ferrovia_states::value::Value;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::rc::Rc;

/// One task as it was called.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Call {
    pub(crate) state: String,
    pub(crate) arguments: Json,
    /// Seconds since the start.
    pub(crate) at: f64,
    pub(crate) retry_count: u32,
}

/// What happened.
pub(crate) struct Ran {
    pub(crate) execution: Execution,
    pub(crate) calls: Vec<Call>,
}

/// The answers of each state's task, in order; the last is given again.
pub(crate) struct Answers {
    answers: BTreeMap<String, Vec<Answer>>,
    pub(crate) calls: Vec<Call>,
}

impl Answers {
    pub(crate) fn new<'a>(answers: impl IntoIterator<Item = (&'a str, Vec<Answer>)>) -> Self {
        let answers = answers
            .into_iter()
            .map(|(state, answers)| (state.to_owned(), answers));
        Self {
            answers: answers.collect(),
            calls: Vec::new(),
        }
    }
}

impl Tasks for Answers {
    fn call(&mut self, request: &TaskRequest, now: i64) -> Answer {
        let before = self
            .calls
            .iter()
            .filter(|call| *call.state == *request.state)
            .count();
        self.calls.push(Call {
            state: request.state.to_string(),
            arguments: request.arguments.to_json(),
            at: now as f64 / 1000.0,
            retry_count: request.retry_count,
        });
        let answers = self.answers.get(&*request.state);
        assert!(answers.is_some(), "no answer for {request:?}");
        let answers = answers.map(Vec::as_slice).unwrap_or_default();
        answers
            .get(before)
            .or(answers.last())
            .expect("an empty list of answers")
            .clone()
    }
}

/// `machine` with states added to it.
pub(crate) fn machine(start: &str, states: Json) -> Json {
    json!({ "QueryLanguage": "JSONata", "StartAt": start, "States": states })
}

/// A task in Lambda's integration.
pub(crate) fn task(more: Json) -> Json {
    let mut task = json!({ "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke" });
    for (name, value) in more.as_object().expect("fields") {
        task[name] = value.clone();
    }
    if task.get("Next").is_none() {
        task["End"] = true.into();
    }
    task
}

pub(crate) fn start(definition: &Json, start: Start) -> Execution {
    let machine = Machine::compile(definition).expect("a machine that can run");
    Execution::start(Rc::new(machine), start).expect("a start")
}

pub(crate) fn ran<'a>(
    definition: &Json,
    from: Start,
    answers: impl IntoIterator<Item = (&'a str, Vec<Answer>)>,
) -> Ran {
    let mut execution = start(definition, from);
    let mut answers = Answers::new(answers);
    run(&mut execution, &mut answers);
    Ran {
        execution,
        calls: answers.calls,
    }
}

pub(crate) fn with_input(input: Json) -> Start {
    Start {
        input: input.into(),
        ..Start::default()
    }
}

pub(crate) fn express(input: Json) -> Start {
    Start {
        kind: Kind::Express,
        ..with_input(input)
    }
}

impl Ran {
    /// `{"output": …}`, or `{"status", "error", "cause"}`: the cause only if it is not the interpreter's prose.
    pub(crate) fn outcome(&self) -> Json {
        outcome(self.execution.outcome().expect("it has ended"))
    }

    /// The times of a state's calls, in seconds.
    pub(crate) fn times(&self, state: &str) -> Vec<f64> {
        self.calls
            .iter()
            .filter(|call| call.state == state)
            .map(|call| call.at)
            .collect()
    }

    /// `id previous type`, by event.
    pub(crate) fn events(&self) -> Vec<String> {
        events(self.execution.history())
    }
}

pub(crate) fn events(history: &[Event]) -> Vec<String> {
    let event = |event: &Event| format!("{} {} {}", event.id, event.previous_id, event.kind());
    history.iter().map(event).collect()
}

pub(crate) fn outcome(outcome: &Outcome) -> Json {
    match outcome {
        Outcome::Succeeded { output } => json!({ "output": output.to_json() }),
        Outcome::Failed(fault) | Outcome::TimedOut(fault) | Outcome::Aborted(fault) => {
            let mut json = json!({ "status": outcome.status() });
            if let Some(error) = fault.error.as_deref() {
                json["error"] = error.into();
            }
            let prose = [
                "States.QueryEvaluationError",
                "States.NoChoiceMatched",
                "States.DataLimitExceeded",
            ];
            if let Some(cause) = fault
                .cause
                .as_deref()
                .filter(|_| !fault.error.as_deref().is_some_and(|error| prose.contains(&error)))
            {
                json["cause"] = cause.into();
            }
            json
        }
    }
}

/// Runs and compares the outcome.
#[track_caller]
pub(crate) fn check<'a>(
    definition: &Json,
    input: Json,
    answers: impl IntoIterator<Item = (&'a str, Vec<Answer>)>,
    expected: Json,
) -> Ran {
    let ran = ran(definition, with_input(input), answers);
    assert_eq!(ran.outcome(), expected, "{definition:#}");
    ran
}

pub(crate) fn ok(output: Json) -> Answer {
    Answer::ok(Value::from(output))
}

pub(crate) fn error(name: &str) -> Answer {
    Answer::error(name, "because")
}
