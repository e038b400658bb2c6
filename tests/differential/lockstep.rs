//! A workflow's plain copy and its machine run side by side; the first thing in which they differ out.
//!
//! Both are given the same input and, one at a time, the same replies. After each reply both go on as far as they can
//! and must then wait for the same calls: the same steps with the same inputs, as their handlers would read them. So
//! the sequence of calls is the same, also of those that run side by side: a Parallel's branches are compared in the
//! very order in which they end. When the first of them fails, both end at once, and what its siblings have begun is
//! equal because it was equal before. There are two freedoms:
//! * Between two attempts the machine waits, and the plain copy does not: an attempt after the first may be open in
//!   the plain copy alone.
//! * What the machine requests in the very moment in which it ends is not compared. Side by side with what failed
//!   then, its siblings may have begun or not; nobody sees their answers.
//!
//! In the end the outputs, or the errors with their data and messages, are compared as their reader would read them:
//! a whole value may pass with fields left out that the reader fills in.

use crate::machine::{Emitted, function};
use crate::plain::{Call, Ended, Port, Reply, Subject, poll};
use crate::world::World;
use ferrovia::ErrorEnvelope;
use ferrovia::model::App;
use ferrovia_states::execution::{Execution, NoSuchTask, Outcome, Progress, Start, TaskId, TaskRequest};
use ferrovia_states::history::Fault;
use ferrovia_states::value::Value as StateValue;
use serde_json::{Value, json};
use std::fmt::Write;
use std::rc::Rc;

/// More than any workflow here calls, unless it loops for ever.
const MOST_REPLIES: usize = 5000;

/// What was done, line by line, and what came of it.
#[derive(Debug, Default)]
pub struct Trace {
    pub lines: Vec<String>,
    pub replies: Vec<Reply>,
    /// How both ended, as the plain copy says it; `None` if Lambda ended it, or time.
    pub ended: Option<Ended>,
    /// Whether more than one call was open at a time.
    pub side_by_side: bool,
    /// Milliseconds, on the machine's clock.
    pub took: i64,
}

/// Runs both.
///
/// # Errors
/// What differs, and what led there.
pub fn run(
    subject: &Subject,
    app: &App,
    emitted: &Emitted,
    input: &Value,
    world: &mut impl World,
) -> Result<Trace, String> {
    let mut trace = Trace::default();
    match Lockstep::start(subject, app, emitted, input).and_then(|lockstep| lockstep.run(world, &mut trace)) {
        Ok(()) => Ok(trace),
        Err(difference) => {
            let mut report = format!("`{}`: {difference}\n\ninput: {input}\n", subject.name);
            for line in &trace.lines {
                let _ = writeln!(report, "{line}");
            }
            let _ = write!(report, "\n{}\n\n{}", subject.source, emitted.text);
            Err(report)
        }
    }
}

/// A call that both wait for.
struct Shared {
    /// In the plain copy.
    number: usize,
    call: Call,
    /// In the machine.
    task: TaskId,
    /// With what its outcome is told, if it waits for one.
    token: Option<Rc<str>>,
    /// When the machine gives it up.
    deadline: i64,
    /// The error that then comes of it; `None` if that has no value in Rust.
    timeout: Option<String>,
}

struct Lockstep<'a> {
    subject: &'a Subject,
    app: &'a App,
    input: &'a Value,
    execution: Execution,
    /// Milliseconds since it started.
    now: i64,
    /// When the machine is given up.
    timeout: i64,
    shared: Vec<Shared>,
}

impl<'a> Lockstep<'a> {
    fn start(
        subject: &'a Subject,
        app: &'a App,
        emitted: &Emitted,
        input: &'a Value,
    ) -> Result<Self, String> {
        let start = Start {
            input: state_value(input),
            history: false,
            ..Start::default()
        };
        let execution = Execution::start(emitted.machine.clone(), start)
            .map_err(|error| format!("the machine does not start: {error}"))?;
        Ok(Self {
            subject,
            app,
            input,
            execution,
            now: 0,
            timeout: i64::from(emitted.workflow.timeout_seconds) * 1000,
            shared: Vec::new(),
        })
    }

    fn run(mut self, world: &mut impl World, trace: &mut Trace) -> Result<(), String> {
        let port = Port::default();
        let mut plain = (self.subject.start)(&port, self.input);
        loop {
            port.set_time(self.now);
            let ended = poll(&port, &mut plain);
            let mut requests = Vec::new();
            let wake = loop {
                match self.execution.advance(self.now) {
                    Progress::Finished(outcome) => {
                        trace.ended = self.ends_alike(ended, port.aborted(), &outcome)?;
                        trace.took = self.now;
                        return Ok(());
                    }
                    Progress::Running { tasks, wake, .. } => {
                        requests.extend(tasks);
                        let wake = wake.unwrap_or(i64::MAX);
                        if wake > self.now {
                            break wake;
                        }
                    }
                }
            };
            if let Some(ended) = ended {
                let ended = described(&ended);
                return Err(format!(
                    "the plain copy has ended with {ended}, the machine goes on"
                ));
            }
            if let Some(name) = port.aborted() {
                return Err(format!("`{name}` has ended the plain copy, the machine goes on"));
            }
            for request in &requests {
                self.share(&port, request, trace)?;
            }
            let lonely = port.open().into_iter().find(|(number, call)| {
                call.attempt == 0 && self.shared.iter().all(|shared| shared.number != *number)
            });
            if let Some((_, call)) = lonely {
                return Err(format!(
                    "the plain copy calls {}({}), the machine does not",
                    call.step, call.input
                ));
            }
            trace.side_by_side |= self.shared.len() > 1;
            let open: Vec<Call> = self.shared.iter().map(|shared| shared.call.clone()).collect();
            // Time passes where the machine has an attempt still to make, and no open call is given up for it.
            let retries = port.open().len() > self.shared.len();
            let may_wait =
                (retries || port.is_pausing()) && self.shared.iter().all(|shared| wake < shared.deadline);
            let next = if open.is_empty() {
                None
            } else {
                world.next(&open, may_wait)
            };
            match next {
                Some((chosen, reply)) => {
                    let shared = self.shared.remove(chosen);
                    let (step, input) = (shared.call.step, &shared.call.input);
                    trace.lines.push(format!("{step}({input}) -> {}", short(&reply)));
                    trace.replies.push(reply.clone());
                    if trace.replies.len() > MOST_REPLIES {
                        return Err("it calls steps for ever".to_owned());
                    }
                    port.reply(shared.number, reply.clone());
                    let alone = open.len() == 1 && !retries && !port.is_pausing();
                    self.tell(&shared, reply, alone, trace.replies.len().is_multiple_of(2))
                        .map_err(|error| {
                            format!("the machine no longer wants an answer of {step}: {error}")
                        })?;
                }
                None if may_wait && wake < i64::MAX => {
                    trace
                        .lines
                        .push(format!("{} s pass", (wake - self.now) as f64 / 1000.0));
                    self.now = wake;
                }
                None => return Err("both wait for what never comes".to_owned()),
            }
        }
    }

    /// Tells the machine a reply. `by_token`: whoever holds a token tells the failure, not the handler itself.
    fn tell(&mut self, shared: &Shared, reply: Reply, alone: bool, by_token: bool) -> Result<(), NoSuchTask> {
        let taken = || Ok(state_value(&json!({ "Payload": null, "StatusCode": 200 })));
        match (&shared.token, reply) {
            // Nobody tells it: the time that the step has simply passes.
            (Some(_), Reply::Failure(failure)) if alone && shared.timeout.as_ref() == Some(&failure.name) => {
                self.now = shared.deadline;
                Ok(())
            }
            (Some(token), Reply::Failure(failure)) if by_token => {
                self.execution.complete(shared.task, taken())?;
                self.execution
                    .complete_token(token, Err(fault(&failure.name, failure.cause())))
            }
            (Some(token), Reply::Answer(outcome)) => {
                self.execution.complete(shared.task, taken())?;
                self.execution.complete_token(token, Ok(state_value(&outcome)))
            }
            (_, reply) => self.execution.complete(shared.task, answer(reply)),
        }
    }

    /// A call of the machine's, which must be one of the plain copy's too.
    fn share(&mut self, port: &Port, task: &TaskRequest, trace: &mut Trace) -> Result<(), String> {
        let arguments = task.arguments.to_json();
        let arn = arguments["FunctionName"].as_str().unwrap_or_default();
        let function = function(self.app, arn)
            .ok_or_else(|| format!("the machine calls `{arn}`, which is no function"))?;
        let (payload, seconds) = match &function.wait {
            Some(wait) => (
                &arguments["Payload"]["input"],
                wait.heartbeat_seconds.unwrap_or(wait.seconds),
            ),
            None => (&arguments["Payload"], function.timeout_seconds),
        };
        let mut other = None;
        for (number, call) in port.open() {
            if call.step != function.name
                || call.attempt != task.retry_count
                || self.shared.iter().any(|shared| shared.number == number)
            {
                continue;
            }
            let read = (call.codec.input)(payload)
                .map_err(|error| format!("{} cannot read what the machine gives it: {error}", call.step))?;
            if canonical(&read) == canonical(&call.input) {
                trace.lines.push(format!(
                    "{} calls {}{}",
                    task.state,
                    call.step,
                    "'".repeat(call.attempt as usize)
                ));
                self.shared.push(Shared {
                    number,
                    call,
                    task: task.id,
                    token: task.token.clone(),
                    deadline: self.now + i64::from(seconds) * 1000,
                    timeout: function.time_out().map(|(_, error)| error.name.clone()),
                });
                return Ok(());
            }
            other = Some(call.input);
        }
        trace
            .lines
            .push(format!("the machine: {}({payload})", function.name));
        Err(match other {
            Some(other) => format!(
                "the machine gives {} {payload}, the plain copy {other}",
                function.name
            ),
            None => format!(
                "the machine calls {}({payload}), the plain copy does not",
                function.name
            ),
        })
    }

    /// Whether both ended in one way.
    fn ends_alike(
        &self,
        plain: Option<Ended>,
        aborted: Option<&str>,
        outcome: &Outcome,
    ) -> Result<Option<Ended>, String> {
        let machine = match outcome {
            Outcome::Succeeded { output } => {
                let output = output.to_json();
                (self.subject.output)(&output)
                    .map(Ok)
                    .map_err(|error| format!("nobody can read the machine's output: {error}"))?
            }
            Outcome::Failed(fault) => {
                let text = |part: &Option<Rc<str>>| part.as_deref().unwrap_or_default().to_owned();
                Err((text(&fault.error), text(&fault.cause)))
            }
            // Its retries have taken all of its time; the plain copy knows no time.
            Outcome::TimedOut(_) if self.now >= self.timeout => return Ok(None),
            Outcome::TimedOut(fault) | Outcome::Aborted(fault) => {
                return Err(format!("the machine ends as {}: {fault:?}", outcome.status()));
            }
        };
        match (plain, aborted, machine) {
            (None, Some(name), Err((error, _))) if name == error => Ok(None),
            (None, None, machine) => Err(format!(
                "the machine has ended with {machine:?}, the plain copy goes on"
            )),
            (Some(Ok(plain)), _, Ok(machine)) if canonical(&plain) == canonical(&machine) => {
                Ok(Some(Ok(plain)))
            }
            (Some(Err(plain)), _, Err((error, cause))) => {
                let parsed = ErrorEnvelope::parse(&error, &cause);
                let machine = match (self.subject.failure)(&parsed.name, &parsed.data) {
                    // Its message is what travelled, not what a reader would make of the data.
                    Some(read) => ErrorEnvelope {
                        message: parsed.message,
                        ..read
                    },
                    None => {
                        return Err(format!(
                            "the machine fails with `{error}` and {cause}, the plain copy with {plain:?}"
                        ));
                    }
                };
                let said = machine.message == plain.message
                    || (self.subject.said)(&plain.name).as_ref() == Some(&machine.message);
                if machine.name == plain.name && said && canonical(&machine.data) == canonical(&plain.data) {
                    Ok(Some(Err(plain)))
                } else {
                    Err(format!(
                        "the machine fails with {machine:?}, the plain copy with {plain:?}"
                    ))
                }
            }
            (plain, aborted, machine) => Err(format!(
                "the machine ends with {machine:?}, the plain copy with {plain:?}, or by {aborted:?}"
            )),
        }
    }
}

/// A reply as Step Functions hears it from Lambda.
fn answer(reply: Reply) -> Result<StateValue, Fault> {
    match reply {
        Reply::Answer(value) => Ok(state_value(&json!({
            "ExecutedVersion": "7", "Payload": value, "StatusCode": 200,
        }))),
        Reply::Failure(failure) => Err(fault(&failure.name, failure.cause())),
        Reply::Fault(name) => Err(fault(name, "Lambda is not itself".to_owned())),
    }
}

fn fault(error: &str, cause: String) -> Fault {
    Fault {
        error: Some(error.into()),
        cause: Some(cause.into()),
    }
}

pub fn state_value(value: &Value) -> StateValue {
    StateValue::parse(&value.to_string()).expect("JSON is JSON")
}

fn described(ended: &Ended) -> String {
    match ended {
        Ok(output) => output.to_string(),
        Err(error) => format!("{error:?}"),
    }
}

fn short(reply: &Reply) -> String {
    match reply {
        Reply::Answer(value) => value.to_string(),
        Reply::Failure(failure) => format!("Err({} {})", failure.name, failure.data),
        Reply::Fault(name) => format!("{name}!"),
    }
}

/// A value whose numbers are written in one way: `1.0` and `1` are one number in JSON.
fn canonical(value: &Value) -> Value {
    match value {
        Value::Number(number) => number
            .as_f64()
            .map_or_else(|| value.clone(), |number| json!(number + 0.0)),
        Value::Array(items) => items.iter().map(canonical).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), canonical(value)))
            .collect(),
        Value::Null | Value::Bool(_) | Value::String(_) => value.clone(),
    }
}
