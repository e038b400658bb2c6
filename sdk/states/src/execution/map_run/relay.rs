//! Requests of children handed on, and answers handed back.

use super::Execution;
use crate::execution::frame::{Activity, Key};
use crate::execution::{NoSuchTask, TaskId, TaskRequest};
use std::collections::BTreeMap;

/// Where the answer to a child's request goes.
#[derive(Clone, Copy)]
pub(in crate::execution) struct Relay {
    frame: Key,
    child: usize,
    task: TaskId,
}

/// Requests handed on for children have numbers from here on: no frame has as large a one.
const RELAYED: u64 = 1 << 63;

impl Execution {
    /// Hands a child's requests on under numbers of this execution.
    pub(super) fn relay(
        &mut self,
        frame: Key,
        child: usize,
        relayed: &mut Vec<TaskId>,
        tasks: Vec<TaskRequest>,
        cancelled: &[TaskId],
    ) {
        for task in cancelled {
            let is_of = |id: &TaskId| self.relays.get(id).is_some_and(|relay| relay.task == *task);
            if let Some(at) = relayed.iter().position(is_of) {
                let id = relayed.swap_remove(at);
                self.relays.remove(&id);
                self.cancelled.push(id);
            }
        }
        for request in tasks {
            self.relayed += 1;
            let id = TaskId(RELAYED | self.relayed);
            let task = request.id;
            self.relays.insert(id, Relay { frame, child, task });
            relayed.push(id);
            self.requests.push(TaskRequest { id, ..request });
        }
    }

    /// Nobody waits any more for what the children of this frame's map run requested.
    pub(in crate::execution) fn cancel_relays(&mut self, frame: Key) {
        let (gone, kept) = std::mem::take(&mut self.relays)
            .into_iter()
            .partition(|(_, relay)| relay.frame == frame);
        self.relays = kept;
        let gone: BTreeMap<TaskId, Relay> = gone;
        self.cancelled.extend(gone.into_keys());
    }

    /// Tells a child something about one of its tasks.
    pub(in crate::execution) fn tell_child<T>(
        &mut self,
        relay: Relay,
        tell: impl FnOnce(&mut Self, TaskId) -> Result<T, NoSuchTask>,
    ) -> Result<T, NoSuchTask> {
        let index = self.frames.current(relay.frame).ok_or(NoSuchTask)?;
        let Some(Activity::Run(run)) = self.frames.get_mut(index).map(|frame| &mut frame.activity) else {
            return Err(NoSuchTask);
        };
        let child = run.running.get_mut(&relay.child).ok_or(NoSuchTask)?;
        let told = tell(&mut child.execution, relay.task)?;
        run.dirty.push_back(relay.child);
        self.ready.push_back(relay.frame);
        Ok(told)
    }

    /// The child's task that a token stands for.
    pub(in crate::execution) fn relayed_token(&self, token: &str) -> Option<TaskId> {
        let found = self.relays.iter().find(|(_, relay)| {
            let frame = self
                .frames
                .current(relay.frame)
                .and_then(|index| self.frames.get(index));
            let Some(Activity::Run(run)) = frame.map(|frame| &frame.activity) else {
                return false;
            };
            let child = run.running.get(&relay.child);
            child.is_some_and(|child| child.execution.task_of(token) == Ok(relay.task))
        });
        found.map(|(id, _)| *id)
    }
}
