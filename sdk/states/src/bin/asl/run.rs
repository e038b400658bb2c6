//! `asl run`: a machine, its input and answers for its tasks in; how the execution ended, and its history, out.

use crate::{Misuse, parse, read};
use clap::ValueEnum;
use ferrovia_states::driver::{Answer, Tasks, run as drive};
use ferrovia_states::execution::{Execution, Kind, Outcome, Start, TaskRequest};
use ferrovia_states::history::Fault;
use ferrovia_states::lambda;
use ferrovia_states::machine::Machine;
use ferrovia_states::value::Value;
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::rc::Rc;

const MOCKS: &str = r#"MOCKS.json is an object: for each state with a task, the answers to its calls in their order.
The last answer is given again as often as needed; one answer need not stand in a list.

  { "Charge": [ { "error": "Lambda.ServiceException", "cause": "try again" },
                { "payload": { "receipt": 7 }, "after_seconds": 2 } ],
    "Notify": { "ok": { "MessageId": "m-1" } } }

An answer is one of
  {"ok": RESULT}                        the task's result, as the service gives it
  {"payload": RESULT}                   likewise, of `lambda:invoke`: what the function returned
  {"error": NAME, "cause": TEXT}        the task fails; `cause` may be left out
  {"never": true}                       nobody answers
and may have "after_seconds": NUMBER and "heartbeats_after_seconds": [NUMBER, …]. Time is virtual: waiting costs none.
With `.waitForTaskToken` the answer is that of whoever was given the token.

Prints {"status", "output" or "error" and "cause", "seconds", and with --history "events"} as JSON.
Ends with 0 if the execution succeeded, 1 if it did not, 2 if it could not be run."#;

/// Runs a machine on an input, with answers instead of its tasks and a clock that jumps.
#[derive(clap::Args)]
#[command(after_help = MOCKS)]
pub(crate) struct Arguments {
    /// The definition; `${placeholders}` in resources and arguments are opaque text.
    machine: PathBuf,
    /// The execution's input; `{}` without it.
    #[arg(long)]
    input: Option<PathBuf>,
    /// Answers for the tasks.
    #[arg(long)]
    mocks: Option<PathBuf>,
    /// Prints the events too.
    #[arg(long)]
    history: bool,
    /// What kind of machine it is.
    #[arg(long, value_enum, default_value_t = MachineKind::Standard)]
    kind: MachineKind,
    /// From what jitter, tokens and random numbers are drawn.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum MachineKind {
    Express,
    Standard,
}

/// One answer of the mocks.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Mock {
    #[serde(default, deserialize_with = "present")]
    ok: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    payload: Option<Value>,
    error: Option<String>,
    cause: Option<String>,
    #[serde(default)]
    never: bool,
    #[serde(default)]
    after_seconds: f64,
    #[serde(default)]
    heartbeats_after_seconds: Vec<f64>,
}

/// `null` is a result too.
fn present<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Answers {
    Many(Vec<Mock>),
    One(Box<Mock>),
}

struct Mocks {
    answers: BTreeMap<String, Answers>,
    calls: BTreeMap<String, usize>,
    problem: Option<String>,
}

impl Mocks {
    fn answer(&mut self, request: &TaskRequest) -> Result<Answer, String> {
        let state = &*request.state;
        let call = self.calls.entry(state.to_owned()).or_default();
        let mock = match self.answers.get(state) {
            Some(Answers::One(mock)) => Some(&**mock),
            Some(Answers::Many(mocks)) => mocks.get(*call).or(mocks.last()),
            None => None,
        };
        *call += 1;
        let Some(mock) = mock else {
            return Err(format!(
                "no answer for state `{state}`, which calls {} with {}: give one with --mocks",
                name(request),
                request.arguments
            ));
        };
        let result = match (&mock.ok, &mock.payload, &mock.error, mock.never) {
            (Some(output), None, None, false) => Answer::ok(output.clone()),
            (None, Some(payload), None, false) => Answer::ok(lambda::invoked(payload.clone())),
            (None, None, Some(error), false) => Answer::fault(Fault {
                error: Some(error.as_str().into()),
                cause: mock.cause.as_deref().map(Rc::from),
            }),
            (None, None, None, true) => Answer::never(),
            _ => {
                return Err(format!(
                    "an answer of state `{state}` needs exactly one of `ok`, `payload`, `error` and `never`"
                ));
            }
        };
        let heartbeats = mock
            .heartbeats_after_seconds
            .iter()
            .map(|seconds| millis(*seconds));
        Ok(result.after(millis(mock.after_seconds)).heartbeats(heartbeats))
    }
}

impl Tasks for Mocks {
    fn call(&mut self, request: &TaskRequest, _now: i64) -> Answer {
        self.answer(request).unwrap_or_else(|problem| {
            self.problem.get_or_insert(problem);
            Answer::never()
        })
    }
}

fn name(request: &TaskRequest) -> String {
    use ferrovia_states::machine::Resource;
    match &*request.resource {
        Resource::Function { arn } | Resource::Activity { arn } => format!("`{arn}`"),
        Resource::Service { service, name, .. } => format!("`{service}:{name}`"),
    }
}

fn millis(seconds: f64) -> i64 {
    #[expect(clippy::cast_possible_truncation, reason = "saturating is what is wanted")]
    let millis = (seconds * 1000.0).round() as i64;
    millis
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Misuse> {
    let machine = Machine::parse(&read(&arguments.machine)?).map_err(|error| Misuse::Machine {
        path: arguments.machine.display().to_string(),
        error,
    })?;
    let input = match &arguments.input {
        Some(path) => parse(path, &read(path)?)?,
        None => Value::empty(),
    };
    let answers = match &arguments.mocks {
        Some(path) => parse(path, &read(path)?)?,
        None => BTreeMap::<String, Answers>::new(),
    };
    if let Some(state) = answers.keys().find(|state| !machine.has_state(state)) {
        return Err(Misuse::Mocks(format!(
            "there is an answer for `{state}`, which is no state of the machine"
        )));
    }
    let kind = match arguments.kind {
        MachineKind::Express => Kind::Express,
        MachineKind::Standard => Kind::Standard,
    };
    let start = Start {
        input,
        kind,
        seed: arguments.seed,
        history: arguments.history,
        ..Start::default()
    };
    let mut execution = Execution::start(Rc::new(machine), start)?;
    let mut mocks = Mocks {
        answers,
        calls: BTreeMap::new(),
        problem: None,
    };
    let outcome = drive(&mut execution, &mut mocks);
    if let Some(problem) = mocks.problem {
        return Err(Misuse::Mocks(problem));
    }
    println!("{:#}", report(&execution, &outcome));
    Ok(match outcome {
        Outcome::Succeeded { .. } => ExitCode::SUCCESS,
        Outcome::Failed(_) | Outcome::TimedOut(_) | Outcome::Aborted(_) => ExitCode::FAILURE,
    })
}

fn report(execution: &Execution, outcome: &Outcome) -> serde_json::Value {
    let mut report = json!({ "status": outcome.status() });
    match outcome {
        Outcome::Succeeded { output } => report["output"] = output.to_json(),
        Outcome::Failed(fault) | Outcome::TimedOut(fault) | Outcome::Aborted(fault) => {
            report["error"] = json!(fault.error.as_deref());
            report["cause"] = json!(fault.cause.as_deref());
        }
    }
    report["seconds"] =
        Value::from((execution.now() - execution.started_from().at) as f64 / 1000.0).to_json();
    if execution.started_from().history {
        report["events"] = json!(execution.history());
    }
    report
}
