//! A distributed map: every item, or batch of items, an execution of its own.

mod items;
mod relay;

pub(super) use relay::Relay;

use super::exit::Exit;
use super::failure::Failure;
use super::frame::Activity;
use super::timers::Alarm;
use super::{Execution, Kind, Outcome, Progress, Start, TaskId, limits};
use crate::history::{Detail, Fault};
use crate::machine::{Machine, StateIndex};
use crate::value::Value;
use items::Batch;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// How many children may run at a time, if the definition does not say.
const CONCURRENCY: usize = 10_000;

/// A map run under way.
pub(super) struct Run {
    arn: Rc<str>,
    first: StateIndex,
    kind: Kind,
    /// What each child works on.
    batches: Vec<Batch>,
    /// The next child to start.
    next: usize,
    outputs: Vec<Option<Value>>,
    running: BTreeMap<usize, Child>,
    /// Children to be advanced, because they are new or something was answered.
    dirty: VecDeque<usize>,
    /// When children want to be advanced.
    wakes: BTreeSet<(i64, usize)>,
    /// When the run itself is to be woken for them.
    alarm: i64,
    failed: BTreeMap<usize, Box<Execution>>,
    limit: usize,
    tolerated: Tolerated,
    redrives: u32,
}

struct Child {
    execution: Box<Execution>,
    wake: i64,
    /// Its requests that have been handed on.
    relayed: Vec<TaskId>,
}

/// How many items may fail.
#[derive(Clone, Copy)]
struct Tolerated {
    count: Option<u64>,
    percentage: Option<f64>,
}

impl Tolerated {
    fn is_exceeded(self, failed: usize, total: usize) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "there are not so many items")]
        let percent = failed as f64 * 100.0 / total.max(1) as f64;
        let is_too_many = self.count.is_some_and(|count| failed as u64 > count);
        let is_too_large = self.percentage.is_some_and(|most| percent > most);
        let is_intolerant = self.count.is_none() && self.percentage.is_none() && failed > 0;
        is_too_many || is_too_large || is_intolerant
    }
}

/// The children of a map run that have ended.
#[derive(Debug)]
pub struct MapRun {
    /// As in the event `MapRunStarted`.
    pub arn: Rc<str>,
    /// In the order they ended.
    pub children: Vec<Execution>,
}

impl Execution {
    fn run_failed(&mut self, index: usize, failure: Failure) -> Failure {
        if let Some(frame) = self.frames.get_mut(index) {
            let fault = failure.fault.clone();
            frame.latest = self
                .history
                .record(frame.latest, self.now, || Detail::MapRunFailed(fault));
        }
        failure
    }

    /// Lets all children go on that can.
    pub(super) fn drive_run(
        &mut self,
        machine: &Machine,
        index: usize,
        mut run: Box<Run>,
    ) -> Result<(), Failure> {
        let key = self.frames.key(index);
        loop {
            while run.running.len() < run.limit && run.next < run.batches.len() {
                let number = run.next;
                run.next += 1;
                let execution = self.child(&run, number);
                run.admit(number, execution);
            }
            let Some(number) = run.due(self.now) else { break };
            let Some(mut child) = run.running.remove(&number) else {
                continue;
            };
            run.wakes.remove(&(child.wake, number));
            match child.execution.advance(self.now) {
                Progress::Running {
                    tasks,
                    cancelled,
                    wake,
                } => {
                    self.relay(key, number, &mut child.relayed, tasks, &cancelled);
                    child.wake = wake.unwrap_or(i64::MAX);
                    run.wakes.insert((child.wake, number));
                    run.running.insert(number, child);
                }
                Progress::Finished(outcome) => {
                    for id in child.relayed {
                        self.relays.remove(&id);
                    }
                    let has_failed = self.child_ended(&mut run, number, child.execution, outcome);
                    if has_failed && run.is_exceeded() {
                        let cause = "The specified tolerated failure threshold was exceeded";
                        let failure = Failure::of_run("States.ExceedToleratedFailureThreshold", cause);
                        self.cancel_relays(key);
                        if let Some(frame) = self.frames.get_mut(index) {
                            frame.activity = Activity::Run(run);
                        }
                        return Err(self.run_failed(index, failure));
                    }
                }
            }
        }
        if run.running.is_empty() {
            return self.join_run(machine, index, &run);
        }
        if let Some((wake, _)) = run.wakes.first().copied()
            && (wake < run.alarm || run.alarm <= self.now)
        {
            run.alarm = wake;
            self.timers.set(wake, key, Alarm::Wake);
        }
        if let Some(frame) = self.frames.get_mut(index) {
            frame.activity = Activity::Run(run);
        }
        Ok(())
    }

    fn child(&self, run: &Run, number: usize) -> Box<Self> {
        let start = Start {
            input: run.batches[number].input.clone(),
            kind: run.kind,
            name: format!("{:016x}{:016x}", self.random(), self.random()).into(),
            at: self.now,
            seed: self.random(),
            history: self.history.is_kept(),
            identity: Rc::clone(&self.start.identity),
        };
        Box::new(Self::from_state(Rc::clone(&self.machine), run.first, start))
    }

    /// Whether it failed.
    fn child_ended(&mut self, run: &mut Run, number: usize, child: Box<Self>, outcome: Outcome) -> bool {
        match outcome {
            Outcome::Succeeded { output } => {
                run.outputs[number] = Some(output);
                if let Some(record) = self.map_runs.iter_mut().find(|record| record.arn == run.arn) {
                    record.children.push(*child);
                }
                false
            }
            Outcome::Failed(_) | Outcome::TimedOut(_) | Outcome::Aborted(_) => {
                run.failed.insert(number, child);
                true
            }
        }
    }

    fn join_run(&mut self, machine: &Machine, index: usize, run: &Run) -> Result<(), Failure> {
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let state = machine.state(frame.state);
        frame.latest = self
            .history
            .record(frame.latest, self.now, || Detail::MapRunSucceeded);
        self.history
            .record(frame.latest, self.now, || Detail::MapStateSucceeded);
        let result = Value::list(run.outputs.iter().flatten().cloned());
        if result.json_len() > limits::DATA {
            return Err(Failure::too_large(&state.name));
        }
        self.leave(machine, index, &Exit::of(state), Some(result))
    }

    /// Takes up a map run that failed: children that succeeded stay so.
    pub(super) fn redrive_run(&mut self, index: usize, redriven: u64) {
        let now = self.now;
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        let Activity::Run(run) = &mut frame.activity else {
            return;
        };
        run.redrives += 1;
        let (arn, redrive_count) = (Rc::clone(&run.arn), run.redrives);
        frame.latest = self.history.record(redriven, now, || Detail::MapRunRedriven {
            map_run_arn: arn,
            redrive_count,
        });
        let stopped = std::mem::take(&mut run.running)
            .into_iter()
            .map(|(number, child)| (number, child.execution));
        let again: Vec<_> = std::mem::take(&mut run.failed)
            .into_iter()
            .chain(stopped)
            .collect();
        run.dirty.clear();
        run.wakes.clear();
        run.alarm = i64::MAX;
        let mut children = Vec::new();
        for (number, mut execution) in again {
            execution.stop(now, Fault::default());
            children.push((number, execution.redrive(now).is_ok().then_some(execution)));
        }
        for (number, execution) in children {
            let execution = match execution {
                Some(execution) => execution,
                None => match self.frames.get(index).map(|frame| &frame.activity) {
                    Some(Activity::Run(run)) => self.child(run, number),
                    _ => return,
                },
            };
            if let Some(Activity::Run(run)) = self.frames.get_mut(index).map(|frame| &mut frame.activity) {
                run.admit(number, execution);
            }
        }
    }
}

impl Run {
    /// Lets a child run.
    fn admit(&mut self, number: usize, execution: Box<Execution>) {
        let child = Child {
            execution,
            wake: i64::MAX,
            relayed: Vec::new(),
        };
        self.running.insert(number, child);
        self.dirty.push_back(number);
    }

    /// A child that can go on.
    fn due(&mut self, now: i64) -> Option<usize> {
        let due = || self.wakes.first().filter(|(wake, _)| *wake <= now);
        self.dirty
            .pop_front()
            .or_else(|| due().map(|(_, number)| *number))
    }

    fn is_exceeded(&self) -> bool {
        let failed = self.failed.keys().map(|number| self.batches[*number].items).sum();
        let total = self.batches.iter().map(|batch| batch.items).sum();
        self.tolerated.is_exceeded(failed, total)
    }
}
