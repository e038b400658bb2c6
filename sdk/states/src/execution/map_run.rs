//! A distributed map: every item, or batch of items, an execution of its own.

use super::failure::Failure;
use super::fork::{items, max_concurrency, percent};
use super::frame::{Activity, Key};
use super::scope::View;
use super::step::{Exit, whole};
use super::task::Running;
use super::timers::Alarm;
use super::{Execution, Kind, Outcome, Progress, Start, TaskId, TaskRequest, limits};
use crate::history::Detail;
use crate::machine::{Batcher, Machine, Map, MapRun as Definition, State, StateIndex};
use crate::value::Value;
use std::collections::BTreeMap;
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
    /// Children to be advanced, because something was answered.
    dirty: Vec<usize>,
    failed: BTreeMap<usize, Box<Execution>>,
    limit: usize,
    tolerated: Tolerated,
    redrives: u32,
}

/// A child's input.
struct Batch {
    input: Value,
    /// How many items it holds.
    items: usize,
}

struct Child {
    execution: Box<Execution>,
    wake: i64,
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

/// Where the answer to a child's request goes.
#[derive(Clone, Copy)]
pub(super) struct Relay {
    frame: Key,
    child: usize,
    task: TaskId,
}

/// Requests handed on for children have numbers from here on: no frame has as large a one.
const RELAYED: u64 = 1 << 63;

impl Execution {
    pub(super) fn start_run(
        &mut self,
        machine: &Machine,
        index: usize,
        state: &State,
        map: &Map,
        definition: &Definition,
    ) -> Result<(), Failure> {
        let Some(reader) = &definition.reader else {
            let (items, length) = items(map, &self.view(index)?)?;
            let arn = self.record_run(index, state, definition, length);
            return self.run_items(machine, index, map, definition, arn, items);
        };
        let arguments = match &reader.arguments {
            Some(arguments) => arguments.evaluate("ItemReader/Arguments", &self.view(index)?)?,
            None => Value::empty(),
        };
        let arn = self.record_run(index, state, definition, 0);
        let key = self.frames.renew(index);
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        frame.activity = Activity::Task(Box::new(Running::reading(Rc::clone(&reader.resource), arn)));
        self.requests.push(TaskRequest {
            id: TaskId(key.to_bits()),
            state: Rc::clone(&state.name),
            resource: Rc::clone(&reader.resource),
            arguments,
            token: None,
            timeout_seconds: None,
            heartbeat_seconds: None,
            credentials: None,
            retry_count: frame.attempts.iter().sum(),
        });
        Ok(())
    }

    fn record_run(&mut self, index: usize, state: &State, definition: &Definition, length: usize) -> Rc<str> {
        let label = definition.label.as_deref().unwrap_or(&state.name);
        let name = format!("{:016x}", self.random());
        let arn: Rc<str> = self.start.identity.map_run_arn(label, &name).into();
        if self.history.is_kept() {
            self.map_runs.push(MapRun {
                arn: Rc::clone(&arn),
                children: Vec::new(),
            });
        }
        if let Some(frame) = self.frames.get_mut(index) {
            let started = self
                .history
                .record(frame.latest, self.now, || Detail::MapStateStarted { length });
            let detail = || Detail::MapRunStarted {
                map_run_arn: Rc::clone(&arn),
            };
            frame.latest = self.history.record(started, self.now, detail);
        }
        arn
    }

    /// The reader of a map's items has answered.
    pub(super) fn read(
        &mut self,
        machine: &Machine,
        index: usize,
        state: &State,
        arn: Rc<str>,
        answer: Result<Value, crate::history::Fault>,
    ) -> Result<(), Failure> {
        let crate::machine::Kind::Map(map) = &state.kind else {
            return Err(Failure::lost());
        };
        let Some(definition) = &map.run else {
            return Err(Failure::lost());
        };
        let items = match answer {
            Ok(items) if items.items().is_some() => items,
            Ok(_) => return Err(self.reading_failed(index, "Attempting to map over non-iterable node.")),
            Err(fault) => {
                return Err(self.reading_failed(index, fault.cause.as_deref().unwrap_or_default()));
            }
        };
        let most = definition
            .reader
            .as_ref()
            .and_then(|reader| reader.max_items.as_ref());
        let most = match most {
            Some(most) => whole(most, "ItemReader/ReaderConfig/MaxItems", &self.view(index)?)?,
            None => 0,
        };
        let items = match usize::try_from(most) {
            Ok(most) if most > 0 => Value::list(items.items().into_iter().flatten().take(most)),
            _ => items,
        };
        self.run_items(machine, index, map, definition, arn, items)
    }

    fn reading_failed(&mut self, index: usize, cause: &str) -> Failure {
        self.run_failed(index, Failure::of_run("States.ItemReaderFailed", cause))
    }

    fn run_failed(&mut self, index: usize, failure: Failure) -> Failure {
        if let Some(frame) = self.frames.get_mut(index) {
            let fault = failure.fault().clone();
            frame.latest = self
                .history
                .record(frame.latest, self.now, || Detail::MapRunFailed(fault));
        }
        failure
    }

    fn run_items(
        &mut self,
        machine: &Machine,
        index: usize,
        map: &Map,
        definition: &Definition,
        arn: Rc<str>,
        items: Value,
    ) -> Result<(), Failure> {
        let mut view = self.view(index)?;
        let count = map.tolerance.count.as_ref();
        let count = count
            .map(|count| whole(count, "ToleratedFailureCount", &view))
            .transpose()?;
        let percentage = map
            .tolerance
            .percentage
            .as_ref()
            .map(|most| percent(most, &view))
            .transpose()?;
        let limit = max_concurrency(map, &view)?.min(CONCURRENCY);
        let mut inputs = Vec::new();
        for (number, item) in items.items().into_iter().flatten().enumerate() {
            inputs.push(match &map.selector {
                Some(selector) => {
                    let of_item = View {
                        item: Some((number, &item)),
                        ..view
                    };
                    selector.evaluate("ItemSelector", &of_item)?
                }
                None => item,
            });
        }
        view.item = None;
        let batches = match &definition.batcher {
            Some(batcher) => batched(batcher, inputs, &view)?,
            None => inputs
                .into_iter()
                .map(|input| Batch { input, items: 1 })
                .collect(),
        };
        let run = Run {
            arn,
            first: map.processor,
            kind: if definition.express {
                Kind::Express
            } else {
                Kind::Standard
            },
            outputs: vec![None; batches.len()],
            batches,
            next: 0,
            running: BTreeMap::new(),
            dirty: Vec::new(),
            failed: BTreeMap::new(),
            limit,
            tolerated: Tolerated { count, percentage },
            redrives: 0,
        };
        self.drive_run(machine, index, Box::new(run))
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
                run.running.insert(
                    number,
                    Child {
                        execution,
                        wake: self.now,
                    },
                );
                run.dirty.push(number);
            }
            let Some(number) = run.due(self.now) else { break };
            let Some(child) = run.running.get_mut(&number) else {
                continue;
            };
            match child.execution.advance(self.now) {
                Progress::Running {
                    tasks,
                    cancelled,
                    wake,
                } => {
                    child.wake = wake.unwrap_or(i64::MAX);
                    self.relay(key, number, tasks, &cancelled);
                }
                Progress::Finished(outcome) => {
                    self.relays
                        .retain(|_, relay| (relay.frame, relay.child) != (key, number));
                    let Some(child) = run.running.remove(&number) else {
                        continue;
                    };
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
        if let Some(wake) = run.running.values().map(|child| child.wake).min() {
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

    /// Hands a child's requests on under numbers of this execution.
    fn relay(&mut self, frame: Key, child: usize, tasks: Vec<TaskRequest>, cancelled: &[TaskId]) {
        for task in cancelled {
            let relayed = self
                .relays
                .iter()
                .find(|(_, relay)| (relay.frame, relay.child, relay.task) == (frame, child, *task));
            if let Some(id) = relayed.map(|(id, _)| *id) {
                self.relays.remove(&id);
                self.cancelled.push(id);
            }
        }
        for request in tasks {
            self.relayed += 1;
            let id = TaskId(RELAYED | self.relayed);
            self.relays.insert(
                id,
                Relay {
                    frame,
                    child,
                    task: request.id,
                },
            );
            self.requests.push(TaskRequest { id, ..request });
        }
    }

    /// Nobody waits any more for what the children of this frame's map run requested.
    pub(super) fn cancel_relays(&mut self, frame: Key) {
        let (gone, kept) = std::mem::take(&mut self.relays)
            .into_iter()
            .partition(|(_, relay)| relay.frame == frame);
        self.relays = kept;
        let gone: BTreeMap<TaskId, Relay> = gone;
        self.cancelled.extend(gone.into_keys());
    }

    /// Tells a child something about one of its tasks.
    pub(super) fn tell_child<T>(
        &mut self,
        relay: Relay,
        tell: impl FnOnce(&mut Self, TaskId) -> Result<T, super::NoSuchTask>,
    ) -> Result<T, super::NoSuchTask> {
        let index = self.frames.current(relay.frame).ok_or(super::NoSuchTask)?;
        let Some(Activity::Run(run)) = self.frames.get_mut(index).map(|frame| &mut frame.activity) else {
            return Err(super::NoSuchTask);
        };
        let child = run.running.get_mut(&relay.child).ok_or(super::NoSuchTask)?;
        let told = tell(&mut child.execution, relay.task)?;
        run.dirty.push(relay.child);
        self.ready.push_back(relay.frame);
        Ok(told)
    }

    /// The child's task that a token stands for.
    pub(super) fn relayed_token(&self, token: &str) -> Option<TaskId> {
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
        let mut children = Vec::new();
        for (number, mut execution) in again {
            execution.stop(now, crate::history::Fault::default());
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
                run.running.insert(number, Child { execution, wake: now });
                run.dirty.push(number);
            }
        }
    }
}

impl Run {
    /// A child that can go on.
    fn due(&mut self, now: i64) -> Option<usize> {
        if let Some(number) = self.dirty.pop() {
            return Some(number);
        }
        let mut due = self.running.iter().filter(|(_, child)| child.wake <= now);
        due.next().map(|(number, _)| *number)
    }

    fn is_exceeded(&self) -> bool {
        let failed = self.failed.keys().map(|number| self.batches[*number].items).sum();
        let total = self.batches.iter().map(|batch| batch.items).sum();
        self.tolerated.is_exceeded(failed, total)
    }
}

/// Items put together as `ItemBatcher` says.
fn batched(batcher: &Batcher, inputs: Vec<Value>, view: &View<'_>) -> Result<Vec<Batch>, Failure> {
    let amount = |template: &Option<_>, field: &str| match template {
        Some(template) => {
            whole(template, field, view).map(|most| usize::try_from(most).unwrap_or(usize::MAX))
        }
        None => Ok(usize::MAX),
    };
    let most_items = amount(&batcher.max_items, "ItemBatcher/MaxItemsPerBatch")?.max(1);
    let most_bytes = amount(&batcher.max_bytes, "ItemBatcher/MaxInputBytesPerBatch")?.min(limits::DATA);
    let shared = batcher
        .input
        .as_ref()
        .map(|input| input.evaluate("ItemBatcher/BatchInput", view))
        .transpose()?;
    let batch = |items: &[Value]| {
        let list = ("Items".to_owned(), Value::list(items.iter().cloned()));
        let shared = shared.clone().map(|input| ("BatchInput".to_owned(), input));
        Batch {
            input: Value::object(shared.into_iter().chain([list])),
            items: items.len(),
        }
    };
    let mut batches = Vec::new();
    let mut current: Vec<Value> = Vec::new();
    let empty = batch(&[]).input.json_len();
    let mut bytes = empty;
    for input in inputs {
        let length = input.json_len() + 1;
        if !current.is_empty() && (current.len() >= most_items || bytes + length > most_bytes) {
            batches.push(batch(&current));
            current.clear();
            bytes = empty;
        }
        bytes += length;
        current.push(input);
    }
    if !current.is_empty() {
        batches.push(batch(&current));
    }
    Ok(batches)
}
