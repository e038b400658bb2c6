//! A workflow's plain copy: calls of steps out, whatever a test answers them with in.
//!
//! A call waits until it is answered, so that a test decides in which order calls that run side by side end. Retries
//! are the platform's, not the author's: here the port makes them, as the error's own `#[retry]` says.

use ferrovia::model::{Backoff, Shapes};
use ferrovia::{ErrorEnvelope, HandlerError, Step, Steps, Workflow};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::any::Any;
use std::future::{Future, pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind, set_hook, take_hook};
use std::pin::Pin;
use std::sync::{Mutex, Once};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// How often each step is tried again when Lambda itself fails. The failure then ends the workflow, whatever its
/// code: there is no value for it in Rust.
const FAULT_RETRIES: u32 = 3;

/// What comes back from one attempt.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// What the handler answered.
    Answer(Value),
    /// What the handler failed with.
    Failure(ErrorEnvelope),
    /// What Lambda itself failed with.
    Fault(&'static str),
}

/// One attempt of a call.
#[derive(Debug, Clone)]
pub struct Call {
    pub step: &'static str,
    pub input: Value,
    /// 0 for the first.
    pub attempt: u32,
    /// Whether another call of this step with this input is under way: after a retry nobody could tell them apart.
    pub is_twin: bool,
    pub codec: Codec,
    reply: Option<Reply>,
    over: bool,
}

/// A step's types, behind functions.
#[derive(Debug, Clone, Copy)]
pub struct Codec {
    /// What its handler would read, written again.
    pub input: fn(&Value) -> Result<Value, String>,
    /// The failure by that name with that data.
    pub failure: fn(&str, &Value) -> Option<ErrorEnvelope>,
}

/// Where the plain copy's steps run.
#[derive(Default)]
pub struct Port {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    calls: Vec<Call>,
    aborted: Option<&'static str>,
    /// Milliseconds since the start.
    now: i64,
    /// When pauses end.
    pauses: Vec<i64>,
}

impl Port {
    /// The attempts that have no reply yet, by number.
    pub fn open(&self) -> Vec<(usize, Call)> {
        let state = self.state.lock().unwrap();
        let calls = state.calls.iter().cloned().enumerate();
        let mut open: Vec<(usize, Call)> = calls
            .filter(|(_, call)| call.reply.is_none() && !call.over)
            .collect();
        let all: Vec<(&'static str, Value)> = open
            .iter()
            .map(|(_, call)| (call.step, call.input.clone()))
            .collect();
        for (_, call) in &mut open {
            let same = all
                .iter()
                .filter(|(step, input)| *step == call.step && *input == call.input);
            call.is_twin = same.count() > 1;
        }
        open
    }

    /// Answers an attempt.
    pub fn reply(&self, number: usize, reply: Reply) {
        self.state.lock().unwrap().calls[number].reply = Some(reply);
    }

    /// The failure that ended everything, if one did.
    pub fn aborted(&self) -> Option<&'static str> {
        self.state.lock().unwrap().aborted
    }

    /// Says what time it is.
    pub fn set_time(&self, now: i64) {
        self.state.lock().unwrap().now = now;
    }

    /// Whether a pause is not over yet.
    pub fn is_pausing(&self) -> bool {
        let state = self.state.lock().unwrap();
        state.pauses.iter().any(|end| *end > state.now)
    }

    async fn attempt(&self, call: Call) -> Reply {
        let number = {
            let mut state = self.state.lock().unwrap();
            state.calls.push(call);
            state.calls.len() - 1
        };
        poll_fn(|_| {
            let call = &mut self.state.lock().unwrap().calls[number];
            match call.reply.take() {
                Some(reply) => {
                    call.over = true;
                    Poll::Ready(reply)
                }
                None => Poll::Pending,
            }
        })
        .await
    }
}

impl Steps for Port {
    async fn sleep(&self, time: Duration) {
        let end = {
            let mut state = self.state.lock().unwrap();
            let end = state.now + i64::try_from(time.as_millis()).unwrap();
            state.pauses.push(end);
            end
        };
        poll_fn(|_| {
            if self.state.lock().unwrap().now >= end {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
        .await;
    }

    async fn dispatch<H: Step>(&self, input: H::Input) -> Result<H::Output, H::Error> {
        let input = serde_json::to_value(&input).unwrap();
        let variants = H::Error::variants(&mut Shapes::default());
        let mut attempt = 0;
        let mut faults = 0;
        // Errors that are retried alike share their attempts.
        let mut spent: Vec<(Backoff, u32)> = Vec::new();
        loop {
            let call = Call {
                step: H::NAME,
                input: input.clone(),
                attempt,
                is_twin: false,
                codec: Codec {
                    input: rewrite::<H::Input>,
                    failure: |name, data| H::Error::from_wire(name, data).map(|error| error.wire()),
                },
                reply: None,
                over: false,
            };
            attempt += 1;
            match self.attempt(call).await {
                Reply::Answer(answer) => return Ok(serde_json::from_value(answer).unwrap()),
                Reply::Fault(name) if faults == FAULT_RETRIES => {
                    self.state.lock().unwrap().aborted = Some(name);
                    pending::<()>().await;
                }
                Reply::Fault(_) => faults += 1,
                Reply::Failure(failure) => {
                    let variant = variants
                        .iter()
                        .find(|variant| variant.name == failure.name)
                        .unwrap();
                    let left = variant.retry.as_ref().is_some_and(|backoff| {
                        let before = match spent.iter_mut().find(|(alike, _)| alike == backoff) {
                            Some((_, before)) => before,
                            None => {
                                spent.push((backoff.clone(), 0));
                                &mut spent.last_mut().unwrap().1
                            }
                        };
                        *before += 1;
                        *before <= backoff.max_attempts
                    });
                    if !left {
                        return Err(H::Error::from_wire(&failure.name, &failure.data).unwrap());
                    }
                }
            }
        }
    }
}

/// How a workflow ends.
pub type Ended = Result<Value, ErrorEnvelope>;

/// A workflow's plain copy under way.
pub type Running<'p> = Pin<Box<dyn Future<Output = Ended> + 'p>>;

/// A workflow, its types behind functions.
#[derive(Clone, Copy)]
pub struct Subject {
    pub name: &'static str,
    /// As its author, or the generator, wrote it; empty if it is in a file.
    pub source: &'static str,
    /// Starts the plain copy.
    pub start: for<'p> fn(&'p Port, &Value) -> Running<'p>,
    /// What its callers would read of an input, written again.
    pub input: fn(&Value) -> Result<Value, String>,
    /// What its callers would read of an output, written again.
    pub output: fn(&Value) -> Result<Value, String>,
    /// The failure by that name with that data.
    pub failure: fn(&str, &Value) -> Option<ErrorEnvelope>,
    /// What a machine says of a failure whose data it has computed, if it is the workflow's: it runs no `Display`.
    pub said: fn(&str) -> Option<String>,
}

impl Subject {
    pub fn of<W: Workflow>(source: &'static str) -> Self {
        Self {
            name: W::NAME,
            source,
            start: |port, input| {
                let input = serde_json::from_value(input.clone()).unwrap();
                Box::pin(async move {
                    match W::run(port, input).await {
                        Ok(output) => Ok(serde_json::to_value(&output).unwrap()),
                        Err(error) => Err(error.wire()),
                    }
                })
            },
            input: rewrite::<W::Input>,
            output: rewrite::<W::Output>,
            failure: |name, data| W::Error::from_wire(name, data).map(|error| error.wire()),
            said: |name| {
                let variants = W::Error::variants(&mut Shapes::default());
                let variant = variants.into_iter().find(|variant| variant.name == name)?;
                Some(
                    variant
                        .description
                        .lines()
                        .next()
                        .unwrap_or(&variant.name)
                        .to_owned(),
                )
            },
        }
    }
}

/// Goes on as far as there are replies. Where an integer overflows Rust panics, and the machine cannot compute.
pub fn poll(port: &Port, running: &mut Running<'_>) -> Option<Ended> {
    let mut context = Context::from_waker(Waker::noop());
    match catch_unwind(AssertUnwindSafe(|| running.as_mut().poll(&mut context))) {
        Ok(Poll::Ready(ended)) => Some(ended),
        Ok(Poll::Pending) => None,
        Err(panic) if overflow(panic.as_ref()) => {
            port.state.lock().unwrap().aborted = Some("States.QueryEvaluationError");
            None
        }
        Err(panic) => resume_unwind(panic),
    }
}

/// Whether Rust ends where a machine would: an integer overflows, or a pause is longer than there are.
fn is_end(text: &str) -> bool {
    text.starts_with("attempt to ") || text.starts_with("a pause of ")
}

/// Whether that is why.
fn overflow(panic: &(dyn Any + Send)) -> bool {
    panic.downcast_ref::<String>().is_some_and(|text| is_end(text))
}

/// Keeps overflows, which are many, from being written down.
pub fn expect_overflows() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |info| {
            if !info.payload_as_str().is_some_and(is_end) {
                before(info);
            }
        }));
    });
}

fn rewrite<T: Serialize + DeserializeOwned>(value: &Value) -> Result<Value, String> {
    let typed: T = serde_json::from_value(value.clone()).map_err(|error| format!("{error}: {value}"))?;
    serde_json::to_value(typed).map_err(|error| error.to_string())
}
