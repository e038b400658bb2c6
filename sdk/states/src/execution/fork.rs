//! `Parallel` and `Map`: branches started, joined, and bounded in number.

use super::Execution;
use super::exit::Exit;
use super::failure::Failure;
use super::frame::{Activity, Frame};
use super::scope::View;
use super::step::{unexpected, whole};
use crate::history::{Detail, Iteration};
use crate::machine::{Kind, Machine, Map};
use crate::template::Template;
use crate::value::Value;
use std::rc::Rc;

/// The branches of one state, while they run.
pub(super) struct Fork {
    /// What the branches work on: the one input of all, or the list of items.
    source: Value,
    /// By branch; null as long as it has not ended.
    results: Vec<Value>,
    /// The next branch to start.
    next: usize,
    running: usize,
    /// How many may run at a time.
    limit: usize,
    /// The latest event of the branch that ended last.
    latest: u64,
}

impl Execution {
    pub(super) fn fork_branches(
        &mut self,
        machine: &Machine,
        index: usize,
        arguments: Option<&Template>,
        branches: usize,
    ) -> Result<(), Failure> {
        let view = self.view(index)?;
        let source = match arguments {
            Some(arguments) => view.bounded(arguments.evaluate("Arguments", &view)?)?,
            None => view.frame.input.clone(),
        };
        self.fork(machine, index, source, branches, usize::MAX, || {
            Detail::ParallelStateStarted
        })
    }

    pub(super) fn fork_items(&mut self, machine: &Machine, index: usize, map: &Map) -> Result<(), Failure> {
        let view = self.view(index)?;
        let (items, length) = items(map, &view)?;
        if let Some(count) = &map.tolerance.count {
            whole(count, "ToleratedFailureCount", &view)?;
        }
        if let Some(percentage) = &map.tolerance.percentage {
            percent(percentage, &view)?;
        }
        let limit = max_concurrency(map, &view)?;
        self.fork(machine, index, items, length, limit, || Detail::MapStateStarted {
            length,
        })
    }

    fn fork(
        &mut self,
        machine: &Machine,
        index: usize,
        source: Value,
        length: usize,
        limit: usize,
        started: impl FnOnce() -> Detail,
    ) -> Result<(), Failure> {
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let latest = self.history.record(frame.latest, self.now, started);
        frame.latest = latest;
        let results = vec![Value::NULL; length];
        frame.activity = Activity::Fork(Box::new(Fork {
            source,
            results,
            next: 0,
            running: 0,
            limit,
            latest,
        }));
        self.start_branches(machine, index, latest)?;
        if length == 0 {
            self.join(machine, index)
        } else {
            Ok(())
        }
    }

    /// Starts as many branches as may run; `after` is the event that made room for them.
    fn start_branches(&mut self, machine: &Machine, index: usize, after: u64) -> Result<(), Failure> {
        loop {
            let Some(frame) = self.frames.get_mut(index) else {
                return Ok(());
            };
            let state = machine.state(frame.state);
            let Activity::Fork(fork) = &mut frame.activity else {
                return Ok(());
            };
            if fork.running >= fork.limit || fork.next >= fork.results.len() {
                return Ok(());
            }
            let branch = fork.next;
            fork.next += 1;
            fork.running += 1;
            let mut child = match &state.kind {
                Kind::Parallel { branches, .. } => Frame::new(
                    branches[branch],
                    fork.source.clone(),
                    Some((index, branch)),
                    after,
                ),
                Kind::Map(map) => {
                    let item = fork.source.item(branch).unwrap_or(Value::NULL);
                    let input = match &map.selector {
                        Some(selector) => {
                            let mut view = self.view(index)?;
                            view.item = Some((branch, &item));
                            view.bounded(selector.evaluate("ItemSelector", &view)?)?
                        }
                        None => item.clone(),
                    };
                    let mut child = Frame::new(map.processor, input, Some((index, branch)), after);
                    child.item = Some((branch, item));
                    child
                }
                Kind::Pass
                | Kind::Task(_)
                | Kind::Choice(_)
                | Kind::Wait(_)
                | Kind::Succeed
                | Kind::Fail { .. } => return Ok(()),
            };
            if child.item.is_some() {
                child.latest = self.history.record(after, self.now, || {
                    Detail::MapIterationStarted(Iteration {
                        name: Rc::clone(&state.name),
                        index: branch,
                    })
                });
            }
            let child = self.frames.add(child);
            self.ready.push_back(self.frames.key(child));
        }
    }

    /// A branch has ended, `latest` being its last event.
    pub(super) fn joined(
        &mut self,
        machine: &Machine,
        index: usize,
        branch: usize,
        output: Value,
        latest: u64,
    ) -> Result<(), Failure> {
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let state = machine.state(frame.state);
        let Activity::Fork(fork) = &mut frame.activity else {
            return Ok(());
        };
        fork.results[branch] = output;
        fork.running -= 1;
        fork.latest = latest;
        if matches!(state.kind, Kind::Map(_)) {
            fork.latest = self.history.record(latest, self.now, || {
                Detail::MapIterationSucceeded(Iteration {
                    name: Rc::clone(&state.name),
                    index: branch,
                })
            });
        }
        if fork.running == 0 && fork.next == fork.results.len() {
            return self.join(machine, index);
        }
        self.start_branches(machine, index, latest)
    }

    /// All branches have ended.
    fn join(&mut self, machine: &Machine, index: usize) -> Result<(), Failure> {
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let state = machine.state(frame.state);
        let Activity::Fork(fork) = std::mem::replace(&mut frame.activity, Activity::Nothing) else {
            return Ok(());
        };
        frame.latest = fork.latest;
        self.history.record(fork.latest, self.now, || {
            if matches!(state.kind, Kind::Map(_)) {
                Detail::MapStateSucceeded
            } else {
                Detail::ParallelStateSucceeded
            }
        });
        let result = Value::list(fork.results);
        if state.output.is_none() && result.json_len() > super::limits::DATA {
            return Err(Failure::too_large(&state.name));
        }
        self.leave(machine, index, &Exit::of(state), Some(result))
    }
}

/// A map's items, and how many there are.
pub(super) fn items(map: &Map, view: &View<'_>) -> Result<(Value, usize), Failure> {
    let Some(template) = &map.items else {
        let input = &view.frame.input;
        let length = input.items().map(|items| items.len());
        return length
            .map(|length| (input.clone(), length))
            .ok_or_else(|| Failure::not_iterable(input));
    };
    let value = template.evaluate("Items", view)?;
    match value.items().map(|items| items.len()) {
        Some(length) => Ok((value, length)),
        None => Err(unexpected(template, "Items", "array", value)),
    }
}

/// How many iterations may run at a time: nought stands for all.
pub(super) fn max_concurrency(map: &Map, view: &View<'_>) -> Result<usize, Failure> {
    let most = map
        .max_concurrency
        .as_ref()
        .map(|template| whole(template, "MaxConcurrency", view))
        .transpose()?;
    Ok(most
        .and_then(|most| usize::try_from(most).ok())
        .filter(|most| *most > 0)
        .unwrap_or(usize::MAX))
}

/// `ToleratedFailurePercentage`: from 0 to 100.
pub(super) fn percent(template: &Template, view: &View<'_>) -> Result<f64, Failure> {
    const FIELD: &str = "ToleratedFailurePercentage";
    let value = template.evaluate(FIELD, view)?;
    match value.as_f64().filter(|percent| (0.0..=100.0).contains(percent)) {
        Some(percent) => Ok(percent),
        None => Err(unexpected(template, FIELD, "number", value)),
    }
}
