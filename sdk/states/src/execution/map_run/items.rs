//! The items of a map run: from the state's input or read from outside, selected, and put into batches.

use super::{CONCURRENCY, Run, Tolerated};
use crate::execution::failure::Failure;
use crate::execution::fork::{items, max_concurrency, percent};
use crate::execution::frame::Activity;
use crate::execution::scope::View;
use crate::execution::step::whole;
use crate::execution::task::Running;
use crate::execution::{Execution, Kind, MapRun, TaskId, TaskRequest, limits};
use crate::history::{Detail, Fault};
use crate::machine::{self, Batcher, Machine, Map, MapRun as Definition, State};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

/// A child's input.
pub(super) struct Batch {
    pub(super) input: Value,
    /// How many items it holds.
    pub(super) items: usize,
}

impl Execution {
    pub(in crate::execution) fn start_run(
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
    pub(in crate::execution) fn read(
        &mut self,
        machine: &Machine,
        index: usize,
        state: &State,
        arn: Rc<str>,
        answer: Result<Value, Fault>,
    ) -> Result<(), Failure> {
        let machine::Kind::Map(map) = &state.kind else {
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
                    view.bounded(selector.evaluate("ItemSelector", &of_item)?)?
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
            dirty: VecDeque::new(),
            wakes: BTreeSet::new(),
            alarm: i64::MAX,
            failed: BTreeMap::new(),
            limit,
            tolerated: Tolerated { count, percentage },
            redrives: 0,
        };
        self.drive_run(machine, index, Box::new(run))
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
