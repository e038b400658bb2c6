//! An error in a state: retried, caught, handed on to the fork around it, or the end of the execution.

use super::exit::Exit;
use super::failure::{Failure, Origin};
use super::frame::Activity;
use super::timers::Alarm;
use super::{Execution, Outcome, TaskId};
use crate::history::{Detail, Fault, Iteration};
use crate::machine::{Kind, Machine, Next};
use crate::value::Value;
use std::rc::Rc;

/// What a state does about an error.
enum Recovery {
    /// Tries again after as many milliseconds.
    Retry(i64),
    /// Goes to its catcher of this number.
    Catch(usize),
}

impl Execution {
    /// Deals with an error of a frame's state.
    pub(super) fn fail(&mut self, machine: &Machine, index: usize, failure: Failure) {
        self.fail_unless(machine, index, failure, false);
    }

    /// Deals with an error; the state itself does not recover if `is_beyond` it, as when its own catcher failed.
    fn fail_unless(&mut self, machine: &Machine, index: usize, mut failure: Failure, is_beyond: bool) {
        self.explain(machine, index, &mut failure);
        let mut level = index;
        loop {
            let recovery = if is_beyond && level == index {
                None
            } else {
                self.recovery(machine, level, &failure)
            };
            let is_fork = level != index || matches!(failure.origin, Origin::MapRun);
            if is_fork && !matches!(recovery, Some(Recovery::Retry(_))) {
                self.record_failed_fork(machine, level);
            }
            match recovery {
                Some(Recovery::Retry(delay)) => return self.back_off(level, delay),
                Some(Recovery::Catch(number)) => return self.catch(machine, level, number, &failure.fault),
                None => {}
            }
            let Some(frame) = self.frames.get(level) else {
                return;
            };
            let latest = frame.latest;
            let Some((parent, branch)) = frame.parent else {
                return self.end_failed(latest, failure.fault);
            };
            self.record_aborted(machine, parent, branch, latest);
            if let Some(parent) = self.frames.get_mut(parent) {
                parent.latest = latest;
            }
            level = parent;
        }
    }

    pub(super) fn end_failed(&mut self, previous: u64, fault: Fault) {
        let recorded = fault.clone();
        self.history
            .record(previous, self.now, || Detail::ExecutionFailed(recorded));
        self.outcome = Some(Outcome::Failed(fault));
    }

    /// Completes the cause, and records what went wrong with an evaluation.
    fn explain(&mut self, machine: &Machine, index: usize, failure: &mut Failure) {
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        let name = &machine.state(frame.state).name;
        if matches!(
            failure.origin,
            Origin::Evaluation { .. } | Origin::State { is_anonymous: true }
        ) {
            let said = failure.fault.cause.as_deref().unwrap_or_default();
            let cause = format!(
                "An error occurred while executing the state '{name}' (entered at the event id #{}). {said}",
                frame.entered
            );
            failure.fault.cause = Some(cause.into());
        }
        if let Origin::Evaluation { location } = &failure.origin {
            // A state that has done nothing yet is passed over, as on Step Functions.
            let previous = if frame.latest == frame.entered {
                frame.before
            } else {
                frame.latest
            };
            frame.latest = self
                .history
                .record(previous, self.now, || Detail::EvaluationFailed {
                    fault: failure.fault.clone(),
                    location: location.clone(),
                    state: Rc::clone(name),
                });
        }
    }

    fn recovery(&mut self, machine: &Machine, level: usize, failure: &Failure) -> Option<Recovery> {
        let state = machine.state(self.frames.get(level)?.state);
        let retrier = state
            .retry
            .iter()
            .enumerate()
            .find(|(_, retrier)| failure.is_taken_by(&retrier.errors));
        if let Some((number, retrier)) = retrier {
            let frame = self.frames.get_mut(level)?;
            frame.attempts.resize(state.retry.len(), 0);
            let made = frame.attempts[number];
            if made < retrier.max_attempts {
                frame.attempts[number] += 1;
                return Some(Recovery::Retry(retrier.delay_millis(made, || self.fraction())));
            }
        }
        let catcher = state
            .catch
            .iter()
            .position(|catcher| failure.is_taken_by(&catcher.errors));
        catcher.map(Recovery::Catch)
    }

    fn back_off(&mut self, level: usize, delay: i64) {
        self.drop_branches(level);
        let key = self.frames.renew(level);
        if let Some(frame) = self.frames.get_mut(level) {
            frame.activity = Activity::Backoff;
        }
        self.timers.set(self.now.saturating_add(delay), key, Alarm::Wake);
    }

    fn catch(&mut self, machine: &Machine, level: usize, number: usize, fault: &Fault) {
        self.drop_branches(level);
        self.frames.renew(level);
        let Some(frame) = self.frames.get_mut(level) else {
            return;
        };
        frame.activity = Activity::Nothing;
        let catcher = &machine.state(frame.state).catch[number];
        let said = [("Error", &fault.error), ("Cause", &fault.cause)];
        let said = said
            .into_iter()
            .filter_map(|(member, text)| Some((member.to_owned(), text.as_deref()?.into())));
        let error_output = Value::object(said);
        let exit = Exit {
            assign: &catcher.assign,
            output: catcher.output.as_ref(),
            next: Next::State(catcher.next),
            error_output: Some(&error_output),
            within: Some(("Catch", number)),
        };
        if let Err(failure) = self.leave(machine, level, &exit, None) {
            self.fail_unless(machine, level, failure, true);
        }
    }

    /// Removes everything below a fork.
    pub(super) fn drop_branches(&mut self, parent: usize) {
        for child in self.frames.children(parent) {
            self.drop_branches(child);
            let key = self.frames.key(child);
            self.cancel_relays(key);
            let Some(frame) = self.frames.remove(child) else {
                continue;
            };
            self.variables -= frame
                .variables
                .iter()
                .map(|variable| variable.length)
                .sum::<usize>();
            if matches!(frame.activity, Activity::Task(_)) {
                self.cancelled.push(TaskId(key.to_bits()));
            }
        }
    }

    fn record_failed_fork(&mut self, machine: &Machine, level: usize) {
        let Some(frame) = self.frames.get_mut(level) else {
            return;
        };
        let is_map = matches!(machine.state(frame.state).kind, Kind::Map(_));
        let detail = if is_map {
            Detail::MapStateFailed
        } else {
            Detail::ParallelStateFailed
        };
        frame.latest = self.history.record(frame.latest, self.now, || detail);
    }

    /// Records that one branch failed and that the others were given up.
    fn record_aborted(&mut self, machine: &Machine, parent: usize, failed: usize, latest: u64) {
        let Some(frame) = self.frames.get(parent) else {
            return;
        };
        let fork = machine.state(frame.state);
        for child in self.frames.children(parent) {
            let Some(branch) = self
                .frames
                .get(child)
                .and_then(|frame| frame.parent)
                .map(|(_, branch)| branch)
            else {
                continue;
            };
            if matches!(fork.kind, Kind::Map(_)) {
                let iteration = Iteration {
                    name: Rc::clone(&fork.name),
                    index: branch,
                };
                self.history.record(latest, self.now, || {
                    if branch == failed {
                        Detail::MapIterationFailed(iteration)
                    } else {
                        Detail::MapIterationAborted(iteration)
                    }
                });
            }
            self.record_aborted_state(machine, child, latest);
        }
    }

    fn record_aborted_state(&mut self, machine: &Machine, index: usize, latest: u64) {
        let Some(frame) = self.frames.get(index) else {
            return;
        };
        let kind = machine.state(frame.state).kind();
        // A fork that failed has said so itself.
        let is_open =
            !matches!(frame.activity, Activity::Enter) && !matches!(frame.activity, Activity::Fork(_));
        let is_fork = matches!(frame.activity, Activity::Fork(_)) && frame.latest != latest;
        if is_fork {
            for child in self.frames.children(index) {
                self.record_aborted_state(machine, child, latest);
            }
        }
        if kind.is_aborted_with_event() && (is_open || is_fork) {
            self.history
                .record(latest, self.now, || Detail::StateAborted { kind });
        }
    }
}
