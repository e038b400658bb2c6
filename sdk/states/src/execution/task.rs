//! Work done outside: requested, answered, given up.

use super::exit::Exit;
use super::failure::Failure;
use super::frame::{Activity, Key};
use super::step::{unexpected, whole};
use super::timers::Alarm;
use super::{Execution, limits};
use crate::history::{Detail, Fault, Scheduled};
use crate::machine::{Machine, Pattern, Resource, State, TIMEOUT, Task};
use crate::value::Value;
use std::rc::Rc;

/// A request's number, unique in its execution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(pub(super) u64);

/// Work that an execution wants done.
#[derive(Clone, Debug)]
pub struct TaskRequest {
    /// For the answer.
    pub id: TaskId,
    /// The state that wants it.
    pub state: Rc<str>,
    /// What to call.
    pub resource: Rc<Resource>,
    /// With what: for a function its payload, for a service integration the parameters of its action.
    pub arguments: Value,
    /// With `.waitForTaskToken`: by what whoever ends the task names it. It says nothing to anybody else.
    pub token: Option<Rc<str>>,
    /// `TimeoutSeconds`; the execution keeps watch itself.
    pub timeout_seconds: Option<u64>,
    /// `HeartbeatSeconds`; the execution keeps watch itself.
    pub heartbeat_seconds: Option<u64>,
    /// `Credentials`.
    pub credentials: Option<Value>,
    /// How often the state was retried before.
    pub retry_count: u32,
}

/// A task that a frame waits for.
pub(super) struct Running {
    pub(super) resource: Rc<Resource>,
    pub(super) token: Option<Rc<str>>,
    /// Milliseconds between signs of life.
    pub(super) heartbeat: Option<i64>,
    /// When its silence has lasted too long.
    pub(super) silent_at: i64,
    /// It has been given up because of its silence.
    is_silent: bool,
    /// It reads the items of this map run.
    reads_for: Option<Rc<str>>,
}

impl Running {
    pub(super) fn reading(resource: Rc<Resource>, map_run_arn: Rc<str>) -> Self {
        Self {
            resource,
            token: None,
            heartbeat: None,
            silent_at: i64::MAX,
            is_silent: false,
            reads_for: Some(map_run_arn),
        }
    }
}

/// Nobody waits for this task: it has ended, timed out or been cancelled, or never was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("nobody waits for this task")]
pub struct NoSuchTask;

impl Execution {
    pub(super) fn schedule(&mut self, index: usize, state: &State, task: &Task) -> Result<(), Failure> {
        let key = self.frames.renew(index);
        let token = (task.resource.pattern() == Pattern::WaitForTaskToken).then(|| self.token(key));
        let (arguments, timeout, heartbeat, credentials, retries) = {
            let mut view = self.view(index)?;
            view.token = token.as_deref();
            let arguments = match &task.arguments {
                Some(arguments) => view.bounded(arguments.evaluate("Arguments", &view)?)?,
                None => view.frame.input.clone(),
            };
            let seconds = |template: &Option<_>, field| match template {
                Some(template) => match whole(template, field, &view)? {
                    0 => Err(unexpected(template, field, "positive integer", 0_i64.into())),
                    seconds => Ok(Some(seconds)),
                },
                None => Ok(None),
            };
            let credentials = task.credentials.as_ref();
            (
                arguments,
                seconds(&task.timeout_seconds, "TimeoutSeconds")?,
                seconds(&task.heartbeat_seconds, "HeartbeatSeconds")?,
                credentials
                    .map(|template| template.evaluate("Credentials", &view))
                    .transpose()?,
                view.frame.attempts.iter().sum(),
            )
        };
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let scheduled = self.history.record(frame.latest, self.now, || {
            Detail::TaskScheduled(Box::new(Scheduled {
                resource: Rc::clone(&task.resource),
                parameters: arguments.clone(),
                region: Rc::clone(&self.start.identity.region),
                timeout,
                heartbeat,
                credentials: credentials.clone(),
            }))
        });
        let started = || Detail::TaskStarted {
            resource: Rc::clone(&task.resource),
        };
        frame.latest = self.history.record(scheduled, self.now, started);
        let after = |seconds: u64| {
            self.now
                .saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
        };
        if let Some(seconds) = timeout {
            self.timers.set(after(seconds), key, Alarm::Timeout);
        }
        let silent_at = heartbeat.map_or(i64::MAX, after);
        if heartbeat.is_some() {
            self.timers.set(silent_at, key, Alarm::Heartbeat);
        }
        frame.activity = Activity::Task(Box::new(Running {
            resource: Rc::clone(&task.resource),
            token: token.clone(),
            heartbeat: heartbeat
                .map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000)),
            silent_at,
            is_silent: false,
            reads_for: None,
        }));
        self.requests.push(TaskRequest {
            id: TaskId(key.to_bits()),
            state: Rc::clone(&state.name),
            resource: Rc::clone(&task.resource),
            arguments,
            token,
            timeout_seconds: timeout,
            heartbeat_seconds: heartbeat,
            credentials,
            retry_count: retries,
        });
        Ok(())
    }

    /// Random bits, and the task's number.
    fn token(&self, key: Key) -> Rc<str> {
        format!(
            "{:016x}{:016x}{:016x}",
            self.random(),
            self.random(),
            key.to_bits()
        )
        .into()
    }

    /// Gives a task up, because it takes too long or, if only `silence` is asked for, because it is silent.
    pub(super) fn expire(&mut self, index: usize, key: Key, silence: bool) {
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        let Activity::Task(running) = &mut frame.activity else {
            return;
        };
        if silence && running.silent_at > self.now {
            self.timers.set(running.silent_at, key, Alarm::Heartbeat);
            return;
        }
        running.is_silent = silence;
        self.cancelled.push(TaskId(key.to_bits()));
        self.answer(
            index,
            Err(Fault {
                error: Some(TIMEOUT.into()),
                cause: None,
            }),
        );
        self.ready.push_back(key);
    }

    /// Takes up the answer that ended the task.
    pub(super) fn answered(
        &mut self,
        machine: &Machine,
        index: usize,
        state: &State,
        running: Running,
        answer: Result<Value, Fault>,
    ) -> Result<(), Failure> {
        self.frames.renew(index);
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let Running {
            resource,
            is_silent,
            reads_for,
            ..
        } = running;
        if let Some(map_run_arn) = reads_for {
            return self.read(machine, index, state, map_run_arn, answer);
        }
        let answer = answer.and_then(|output| {
            if output.json_len() <= limits::DATA {
                Ok(output)
            } else {
                Err(too_large(&resource))
            }
        });
        match answer {
            Ok(output) => {
                let detail = || Detail::TaskSucceeded {
                    resource,
                    output: output.clone(),
                };
                frame.latest = self.history.record(frame.latest, self.now, detail);
                self.leave(machine, index, &Exit::of(state), Some(output))
            }
            Err(fault) => {
                let recorded = fault.clone();
                let detail = || match recorded.error.as_deref() {
                    Some(TIMEOUT) => Detail::TaskTimedOut {
                        resource,
                        fault: recorded,
                    },
                    _ => Detail::TaskFailed {
                        resource,
                        fault: recorded,
                    },
                };
                frame.latest = self.history.record(frame.latest, self.now, detail);
                Err(Failure::of_task(fault, is_silent))
            }
        }
    }
}

fn too_large(resource: &Resource) -> Fault {
    let (Resource::Function { arn: name }
    | Resource::Activity { arn: name }
    | Resource::Service { service: name, .. }) = resource;
    Failure::data_limit(name)
}
