//! The parts of a compiled state.

use super::{Resource, Retrier};
use crate::template::Template;
use std::rc::Rc;

/// A state's place in its machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StateIndex(pub(crate) usize);

/// What kind a state is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Changes data.
    Pass,
    /// Has work done outside.
    Task,
    /// Picks the next state.
    Choice,
    /// Lets time go by.
    Wait,
    /// Ends its branch, or the execution.
    Succeed,
    /// Fails its branch, or the execution.
    Fail,
    /// Runs branches side by side.
    Parallel,
    /// Runs one branch for each item.
    Map,
}

impl Type {
    /// As in definitions, and in the names of history events.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::Task => "Task",
            Self::Choice => "Choice",
            Self::Wait => "Wait",
            Self::Succeed => "Succeed",
            Self::Fail => "Fail",
            Self::Parallel => "Parallel",
            Self::Map => "Map",
        }
    }

    /// Whether a history says that a state of this kind was aborted.
    pub(crate) const fn is_aborted_with_event(self) -> bool {
        matches!(self, Self::Task | Self::Wait | Self::Parallel | Self::Map)
    }
}

/// New values for variables, all computed from those at entry.
pub(crate) type Assign = Vec<(Rc<str>, Template)>;

/// Where a branch goes when a state has done its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    State(StateIndex),
    End,
}

pub(crate) struct State {
    pub(crate) name: Rc<str>,
    pub(crate) assign: Assign,
    pub(crate) output: Option<Template>,
    /// Of states that say it themselves; `Choice` has its own, `Succeed` and `Fail` end.
    pub(crate) next: Next,
    pub(crate) retry: Vec<Retrier>,
    pub(crate) catch: Vec<Catcher>,
    pub(crate) kind: Kind,
}

/// What a state does with an error that nobody retries.
pub(crate) struct Catcher {
    pub(crate) errors: Vec<Rc<str>>,
    pub(crate) assign: Assign,
    pub(crate) output: Option<Template>,
    pub(crate) next: StateIndex,
}

pub(crate) enum Kind {
    Pass,
    Task(Box<Task>),
    Choice(Choice),
    Wait(Until),
    Succeed,
    Fail {
        error: Option<Template>,
        cause: Option<Template>,
    },
    Parallel {
        arguments: Option<Template>,
        branches: Vec<StateIndex>,
    },
    Map(Box<Map>),
}

pub(crate) struct Task {
    pub(crate) resource: Rc<Resource>,
    pub(crate) arguments: Option<Template>,
    pub(crate) timeout_seconds: Option<Template>,
    pub(crate) heartbeat_seconds: Option<Template>,
    pub(crate) credentials: Option<Template>,
}

pub(crate) struct Choice {
    pub(crate) rules: Vec<Rule>,
    /// The state's own `Assign` and `Output` belong to it.
    pub(crate) default: Option<StateIndex>,
}

pub(crate) struct Rule {
    /// Must give a boolean.
    pub(crate) condition: Template,
    pub(crate) assign: Assign,
    pub(crate) output: Option<Template>,
    pub(crate) next: StateIndex,
}

/// How long a `Wait` waits.
pub(crate) enum Until {
    Seconds(Template),
    Timestamp(Template),
}

pub(crate) struct Map {
    /// The state's input without it.
    pub(crate) items: Option<Template>,
    pub(crate) selector: Option<Template>,
    pub(crate) max_concurrency: Option<Template>,
    pub(crate) processor: StateIndex,
    pub(crate) tolerance: Tolerance,
    /// A distributed map's own.
    pub(crate) run: Option<MapRun>,
}

/// How many items may fail before a distributed map does.
pub(crate) struct Tolerance {
    pub(crate) count: Option<Template>,
    pub(crate) percentage: Option<Template>,
}

pub(crate) struct MapRun {
    /// Whether children are Express executions.
    pub(crate) express: bool,
    pub(crate) label: Option<Rc<str>>,
    pub(crate) reader: Option<ItemReader>,
    pub(crate) batcher: Option<Batcher>,
}

pub(crate) struct ItemReader {
    pub(crate) resource: Rc<Resource>,
    pub(crate) arguments: Option<Template>,
    pub(crate) max_items: Option<Template>,
}

pub(crate) struct Batcher {
    pub(crate) max_items: Option<Template>,
    pub(crate) max_bytes: Option<Template>,
    pub(crate) input: Option<Template>,
}

impl State {
    pub(crate) fn kind(&self) -> Type {
        match self.kind {
            Kind::Pass => Type::Pass,
            Kind::Task(_) => Type::Task,
            Kind::Choice(_) => Type::Choice,
            Kind::Wait(_) => Type::Wait,
            Kind::Succeed => Type::Succeed,
            Kind::Fail { .. } => Type::Fail,
            Kind::Parallel { .. } => Type::Parallel,
            Kind::Map(_) => Type::Map,
        }
    }

    /// Whether an Express machine may have it.
    pub(crate) fn is_express(&self) -> bool {
        let is_distributed = matches!(&self.kind, Kind::Map(map) if map.run.is_some());
        !is_distributed && self.resource().is_none_or(Resource::is_express)
    }

    pub(crate) fn resource(&self) -> Option<&Resource> {
        match &self.kind {
            Kind::Task(task) => Some(&task.resource),
            Kind::Pass
            | Kind::Choice(_)
            | Kind::Wait(_)
            | Kind::Succeed
            | Kind::Fail { .. }
            | Kind::Parallel { .. }
            | Kind::Map(_) => None,
        }
    }
}
