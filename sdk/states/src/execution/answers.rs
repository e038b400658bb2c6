//! What the driver tells an execution of its tasks.

use super::frame::{Activity, Key};
use super::task::Running;
use super::{Execution, NoSuchTask, TaskId};
use crate::history::{Detail, Fault};
use crate::value::Value;
use std::rc::Rc;

impl Execution {
    fn running(&mut self, id: TaskId) -> Result<(usize, &mut Running), NoSuchTask> {
        let index = self.frames.current(Key::from_bits(id.0)).ok_or(NoSuchTask)?;
        match self.frames.get_mut(index).map(|frame| &mut frame.activity) {
            Some(Activity::Task(running)) if self.outcome.is_none() => Ok((index, running)),
            _ => Err(NoSuchTask),
        }
    }

    /// The answer to a request: the service's result, or its error. It takes effect when the execution is next
    /// advanced.
    ///
    /// With `.waitForTaskToken` a result only says that the request has been taken ([`Execution::submitted`]); the
    /// task ends by its token. With `.sync` the result is the job's.
    ///
    /// # Errors
    /// Nobody waits for the task any more.
    pub fn complete(&mut self, task: TaskId, answer: Result<Value, Fault>) -> Result<(), NoSuchTask> {
        if let Some(relay) = self.relays.get(&task).copied() {
            self.tell_child(relay, |child, task| child.complete(task, answer))?;
            return Ok(());
        }
        let (_, running) = self.running(task)?;
        match answer {
            Ok(output) if running.token.is_some() => self.submitted(task, output),
            answer => self.end(task, answer),
        }
    }

    /// A job has been started, or a request that carries a token been taken, with this response: the history says so,
    /// and the task goes on.
    ///
    /// # Errors
    /// Nobody waits for the task any more.
    pub fn submitted(&mut self, task: TaskId, output: Value) -> Result<(), NoSuchTask> {
        if let Some(relay) = self.relays.get(&task).copied() {
            return self.tell_child(relay, |child, task| child.submitted(task, output));
        }
        let (index, running) = self.running(task)?;
        let resource = Rc::clone(&running.resource);
        if let Some(frame) = self.frames.get_mut(index) {
            let detail = || Detail::TaskSubmitted { resource, output };
            frame.latest = self.history.record(frame.latest, self.now, detail);
        }
        Ok(())
    }

    /// The task is alive: its heartbeat time-out starts again at `now`, in milliseconds since 1970.
    ///
    /// # Errors
    /// Nobody waits for the task any more.
    pub fn heartbeat(&mut self, task: TaskId, now: i64) -> Result<(), NoSuchTask> {
        self.now = self.now.max(now);
        let now = self.now;
        if let Some(relay) = self.relays.get(&task).copied() {
            return self.tell_child(relay, |child, task| child.heartbeat(task, now));
        }
        let (_, running) = self.running(task)?;
        if let Some(heartbeat) = running.heartbeat {
            running.silent_at = now.saturating_add(heartbeat);
        }
        Ok(())
    }

    /// The task that a token stands for.
    ///
    /// # Errors
    /// Nobody waits for it any more.
    pub fn task_of(&self, token: &str) -> Result<TaskId, NoSuchTask> {
        if let Some(task) = self.relayed_token(token) {
            return Ok(task);
        }
        let bits = token
            .get(32..)
            .and_then(|bits| u64::from_str_radix(bits, 16).ok())
            .ok_or(NoSuchTask)?;
        let index = self.frames.current(Key::from_bits(bits)).ok_or(NoSuchTask)?;
        match self.frames.get(index).map(|frame| &frame.activity) {
            Some(Activity::Task(running)) if running.token.as_deref() == Some(token) => Ok(TaskId(bits)),
            _ => Err(NoSuchTask),
        }
    }

    /// SendTaskSuccess and SendTaskFailure: ends the task that waits for this token.
    ///
    /// # Errors
    /// Nobody waits for it any more.
    pub fn complete_token(&mut self, token: &str, answer: Result<Value, Fault>) -> Result<(), NoSuchTask> {
        let task = self.task_of(token)?;
        match self.relays.get(&task).copied() {
            Some(relay) => self.tell_child(relay, |child, _| child.complete_token(token, answer)),
            None => self.end(task, answer),
        }
    }

    /// SendTaskHeartbeat.
    ///
    /// # Errors
    /// Nobody waits for it any more.
    pub fn heartbeat_token(&mut self, token: &str, now: i64) -> Result<(), NoSuchTask> {
        let task = self.task_of(token)?;
        self.heartbeat(task, now)
    }

    fn end(&mut self, task: TaskId, answer: Result<Value, Fault>) -> Result<(), NoSuchTask> {
        let (index, _) = self.running(task)?;
        self.answer(index, answer);
        self.ready.push_back(Key::from_bits(task.0));
        Ok(())
    }

    pub(super) fn answer(&mut self, index: usize, answer: Result<Value, Fault>) {
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        if let Activity::Task(running) = std::mem::replace(&mut frame.activity, Activity::Nothing) {
            frame.activity = Activity::Answered(running, answer);
        }
    }
}
