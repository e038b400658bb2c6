//! Executions driven in virtual time: a year of waiting takes no time at all.

use crate::execution::{Execution, Outcome, Progress, TaskId, TaskRequest};
use crate::history::Fault;
use crate::value::Value;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::rc::Rc;

/// Whoever does an execution's tasks.
pub trait Tasks {
    /// Does the task, or says when it will be done. `now` is in milliseconds since 1970.
    fn call(&mut self, request: &TaskRequest, now: i64) -> Answer;
}

impl<F: FnMut(&TaskRequest) -> Answer> Tasks for F {
    fn call(&mut self, request: &TaskRequest, _now: i64) -> Answer {
        self(request)
    }
}

/// What became of a task, and when. All times are in milliseconds from the request.
#[derive(Clone, Debug)]
pub struct Answer {
    result: Option<Result<Value, Fault>>,
    after: i64,
    heartbeats: Vec<i64>,
}

impl Answer {
    /// It succeeds.
    #[must_use]
    pub fn ok(output: Value) -> Self {
        Self {
            result: Some(Ok(output)),
            after: 0,
            heartbeats: Vec::new(),
        }
    }

    /// It fails with an error and its cause.
    #[must_use]
    pub fn error(error: &str, cause: &str) -> Self {
        Self::fault(Fault::new(error, cause))
    }

    /// It fails.
    #[must_use]
    pub fn fault(fault: Fault) -> Self {
        Self {
            result: Some(Err(fault)),
            after: 0,
            heartbeats: Vec::new(),
        }
    }

    /// It is never answered.
    #[must_use]
    pub fn never() -> Self {
        Self {
            result: None,
            after: 0,
            heartbeats: Vec::new(),
        }
    }

    /// It is answered only after a while.
    #[must_use]
    pub fn after(mut self, millis: i64) -> Self {
        self.after = millis;
        self
    }

    /// Signs of life in the meantime.
    #[must_use]
    pub fn heartbeats(mut self, millis: impl IntoIterator<Item = i64>) -> Self {
        self.heartbeats.extend(millis);
        self
    }
}

/// What is to be told to the execution later.
enum Message {
    Heartbeat(TaskId),
    Answer(TaskId, Option<Rc<str>>, Result<Value, Fault>),
}

/// Runs an execution to its end. A task that waits for a token is taken at once, with an empty response, and the
/// answer is that of whoever has the token.
///
/// ```
/// use ferrovia_states::driver::{Answer, run};
/// use ferrovia_states::execution::{Execution, Outcome, Start, TaskRequest};
/// use ferrovia_states::machine::Machine;
/// use std::rc::Rc;
///
/// let machine = Machine::parse(
///     r#"{
///         "QueryLanguage": "JSONata",
///         "StartAt": "Sleep",
///         "States": {
///             "Sleep": { "Type": "Wait", "Seconds": 31000000, "Next": "Work" },
///             "Work": { "Type": "Task", "Resource": "arn:aws:lambda:eu-central-1:123456789012:function:work", "End": true }
///         }
///     }"#,
/// )?;
/// let mut execution = Execution::start(Rc::new(machine), Start::default())?;
/// let outcome = run(&mut execution, &mut |_: &TaskRequest| Answer::ok("done".into()));
/// assert_eq!(outcome, Outcome::Succeeded { output: "done".into() });
/// assert_eq!(execution.now(), 31_000_000_000);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn run(execution: &mut Execution, tasks: &mut impl Tasks) -> Outcome {
    let mut due = BinaryHeap::new();
    let mut messages = BTreeMap::new();
    let mut sequence = 0_u64;
    let mut now = execution.now();
    loop {
        let (requests, wake) = match execution.advance(now) {
            Progress::Finished(outcome) => return outcome,
            Progress::Running { tasks, wake, .. } => (tasks, wake),
        };
        let mut has_answer = false;
        for request in requests {
            let Answer {
                result,
                after,
                heartbeats,
            } = tasks.call(&request, now);
            let is_at_once = request.token.is_none() && after <= 0;
            let result = match result {
                Some(result) if is_at_once => {
                    // A task requested in this very moment is waited for, unless its branch has been given up.
                    has_answer |= execution.complete(request.id, result).is_ok();
                    continue;
                }
                later => later,
            };
            let mut later = |at: i64, message| {
                sequence += 1;
                due.push(Reverse((now.saturating_add(at), sequence)));
                messages.insert(sequence, message);
            };
            for at in heartbeats {
                later(at, Message::Heartbeat(request.id));
            }
            if let Some(result) = result {
                later(
                    after.max(0),
                    Message::Answer(request.id, request.token.clone(), result),
                );
            }
            if request.token.is_some() {
                has_answer |= execution.complete(request.id, Ok(Value::empty())).is_ok();
            }
        }
        if has_answer {
            continue;
        }
        let message = due.peek().map(|Reverse((at, _))| *at);
        // An execution always says when it wants to be advanced, at the latest.
        let next = wake.unwrap_or(now);
        match message.filter(|at| *at <= next) {
            Some(at) => {
                now = at;
                while let Some(Reverse((_, sequence))) =
                    due.peek().copied().filter(|Reverse((at, _))| *at <= now)
                {
                    due.pop();
                    if let Some(message) = messages.remove(&sequence) {
                        tell(execution, message, now);
                    }
                }
            }
            None => now = next,
        }
    }
}

/// Tells the execution; it is no matter if it does not care any more.
fn tell(execution: &mut Execution, message: Message, now: i64) {
    let _told = match message {
        Message::Heartbeat(task) => execution.heartbeat(task, now),
        Message::Answer(_, Some(token), answer) => execution.complete_token(&token, answer),
        Message::Answer(task, None, answer) => execution.complete(task, answer),
    };
}
