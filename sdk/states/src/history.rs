//! What happened in an execution, in the shapes of GetExecutionHistory.

mod json;

use crate::machine::{Resource, Type};
use crate::value::Value;
use std::rc::Rc;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// From 1, without gaps.
    pub id: u64,
    /// What led to it; 0 for the first state as for the start, as Step Functions has it.
    pub previous_id: u64,
    /// Milliseconds since 1970.
    pub at: i64,
    /// What happened.
    pub detail: Detail,
}

/// An error's name and what is said about it; Step Functions knows failures without either.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// Such as `States.Timeout`, or a handler's own.
    pub error: Option<Rc<str>>,
    /// For people, or JSON.
    pub cause: Option<Rc<str>>,
}

impl Fault {
    /// An error with a cause.
    #[must_use]
    pub fn new(error: &str, cause: &str) -> Self {
        Self {
            error: Some(error.into()),
            cause: Some(cause.into()),
        }
    }
}

/// What is specific to one type of event.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the names are AWS's: see the HistoryEvent of its API")]
pub enum Detail {
    ExecutionStarted {
        input: Value,
        role_arn: Rc<str>,
    },
    ExecutionSucceeded {
        output: Value,
    },
    ExecutionFailed(Fault),
    ExecutionTimedOut(Fault),
    ExecutionAborted(Fault),
    ExecutionRedriven {
        redrive_count: u32,
    },
    StateEntered {
        kind: Type,
        name: Rc<str>,
        input: Value,
    },
    StateExited {
        kind: Type,
        name: Rc<str>,
        output: Value,
        assigned: Vec<(Rc<str>, Value)>,
    },
    StateAborted {
        kind: Type,
    },
    EvaluationFailed {
        fault: Fault,
        location: Option<Rc<str>>,
        state: Rc<str>,
    },
    TaskScheduled(Box<Scheduled>),
    TaskStarted {
        resource: Rc<Resource>,
    },
    TaskSubmitted {
        resource: Rc<Resource>,
        output: Value,
    },
    TaskSucceeded {
        resource: Rc<Resource>,
        output: Value,
    },
    TaskFailed {
        resource: Rc<Resource>,
        fault: Fault,
    },
    TaskTimedOut {
        resource: Rc<Resource>,
        fault: Fault,
    },
    ParallelStateStarted,
    ParallelStateSucceeded,
    ParallelStateFailed,
    MapStateStarted {
        length: usize,
    },
    MapStateSucceeded,
    MapStateFailed,
    MapIterationStarted(Iteration),
    MapIterationSucceeded(Iteration),
    MapIterationFailed(Iteration),
    MapIterationAborted(Iteration),
    MapRunStarted {
        map_run_arn: Rc<str>,
    },
    MapRunSucceeded,
    MapRunFailed(Fault),
    MapRunRedriven {
        map_run_arn: Rc<str>,
        redrive_count: u32,
    },
}

/// A task as it was scheduled.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheduled {
    /// What is called.
    pub resource: Rc<Resource>,
    /// With what.
    pub parameters: Value,
    /// The region of the execution.
    pub region: Rc<str>,
    /// Seconds, if limited.
    pub timeout: Option<u64>,
    /// Seconds, if heartbeats are wanted.
    pub heartbeat: Option<u64>,
    /// `Credentials`, evaluated.
    pub credentials: Option<Value>,
}

/// One iteration of an inline map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Iteration {
    /// The map state.
    pub name: Rc<str>,
    /// From nought.
    pub index: usize,
}

/// The record of an execution: it counts what happened, and keeps it when it is wanted.
pub(crate) struct History {
    events: Option<Vec<Event>>,
    count: u64,
}

impl History {
    pub(crate) fn new(keep: bool) -> Self {
        Self {
            events: keep.then(Vec::new),
            count: 0,
        }
    }

    /// Whether events are kept: only then is it worth while to gather what they hold.
    pub(crate) fn is_kept(&self) -> bool {
        self.events.is_some()
    }

    /// Records an event and gives its id. `detail` is made only if it is kept.
    #[inline]
    pub(crate) fn record(&mut self, previous_id: u64, at: i64, detail: impl FnOnce() -> Detail) -> u64 {
        self.count += 1;
        if let Some(events) = &mut self.events {
            events.push(Event {
                id: self.count,
                previous_id,
                at,
                detail: detail(),
            });
        }
        self.count
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn events(&self) -> &[Event] {
        self.events.as_deref().unwrap_or_default()
    }
}
