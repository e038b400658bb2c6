//! One execution of a machine, without I/O, threads or a clock of its own: time and answers in, requests and the
//! outcome out.
//!
//! Whoever drives it says what time it is and answers its tasks, at once or whenever it can. [`run`](crate::driver::run)
//! is such a driver, for tests and tools; one with real time would hold many executions on one thread.
//!
//! ```
//! use ferrovia_states::execution::{Execution, Outcome, Progress, Start};
//! use ferrovia_states::{machine::Machine, value::Value};
//! use std::rc::Rc;
//!
//! let machine = Machine::parse(
//!     r#"{
//!         "QueryLanguage": "JSONata",
//!         "StartAt": "Greet",
//!         "States": {
//!             "Greet": {
//!                 "Type": "Task",
//!                 "Resource": "arn:aws:states:::lambda:invoke",
//!                 "Arguments": { "FunctionName": "greet", "Payload": "{% $states.input.name %}" },
//!                 "Output": "{% $states.result.Payload %}",
//!                 "End": true
//!             }
//!         }
//!     }"#,
//! )?;
//! let start = Start { input: Value::parse(r#"{"name": "Ada"}"#)?, ..Start::default() };
//! let mut execution = Execution::start(Rc::new(machine), start)?;
//! let mut now = 0;
//! let outcome = loop {
//!     match execution.advance(now) {
//!         Progress::Finished(outcome) => break outcome,
//!         Progress::Running { tasks, wake, .. } if tasks.is_empty() => {
//!             now = wake.unwrap_or(now); // or sleep until then, or until an answer comes
//!         }
//!         Progress::Running { tasks, .. } => {
//!             for task in tasks {
//!                 let name = task.arguments.get("Payload").unwrap_or(Value::NULL);
//!                 let greeting = format!("Hello {}", name.as_str().unwrap_or("you"));
//!                 let answer = Value::object([("Payload".to_owned(), greeting.into())]);
//!                 execution.complete(task.id, Ok(answer))?;
//!             }
//!         }
//!     }
//! };
//! assert_eq!(outcome, Outcome::Succeeded { output: "Hello Ada".into() });
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod answers;
mod exit;
mod failure;
mod fork;
mod frame;
mod limits;
mod map_run;
mod outcome;
mod recovery;
mod redrive;
mod scope;
mod start;
mod step;
mod task;
mod timers;

pub use map_run::MapRun;
pub use outcome::{Outcome, Progress};
pub use redrive::RedriveError;
pub use start::{Identity, Kind, Start, StartError};
pub use task::{NoSuchTask, TaskId, TaskRequest};

use crate::history::{Detail, Event, Fault, History};
use crate::machine::{Machine, StateIndex, TIMEOUT};
use crate::value::Value;
use frame::{Frame, Frames, Key};
use map_run::Relay;
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use timers::{Alarm, Timers};

/// An execution, from its start to its end and, if it is redriven, to its next end.
pub struct Execution {
    machine: Rc<Machine>,
    start: Start,
    now: i64,
    /// When it is stopped, whatever it is about.
    deadline: i64,
    frames: Frames,
    ready: VecDeque<Key>,
    timers: Timers,
    requests: Vec<TaskRequest>,
    cancelled: Vec<TaskId>,
    history: History,
    /// State of the generator of random bits.
    random: Cell<u64>,
    /// Bytes of all variables.
    variables: usize,
    context: OnceCell<(Value, Value)>,
    redrives: u32,
    outcome: Option<Outcome>,
    /// Where answers for the children of map runs go.
    relays: BTreeMap<TaskId, Relay>,
    /// How many requests of children there were.
    relayed: u64,
    map_runs: Vec<MapRun>,
}

impl Execution {
    /// Starts an execution; nothing happens before it is advanced.
    ///
    /// # Errors
    /// The input is too large, the name is none, or an Express execution would have to wait for somebody else.
    pub fn start(machine: Rc<Machine>, start: Start) -> Result<Self, StartError> {
        start.check(&machine)?;
        let first = machine.start;
        Ok(Self::from_state(machine, first, start))
    }

    fn from_state(machine: Rc<Machine>, first: StateIndex, start: Start) -> Self {
        let mut frames = Frames::default();
        let root = frames.add(Frame::new(first, start.input.clone(), None, 0));
        let mut history = History::new(start.history);
        history.record(0, start.at, || Detail::ExecutionStarted {
            input: start.input.clone(),
            role_arn: Rc::clone(&start.identity.role_arn),
        });
        let mut execution = Self {
            ready: VecDeque::from([frames.key(root)]),
            machine,
            now: start.at,
            deadline: 0,
            frames,
            timers: Timers::default(),
            requests: Vec::new(),
            cancelled: Vec::new(),
            history,
            random: Cell::new(start.seed),
            variables: 0,
            context: OnceCell::new(),
            redrives: 0,
            outcome: None,
            relays: BTreeMap::new(),
            relayed: 0,
            map_runs: Vec::new(),
            start,
        };
        execution.deadline = execution.now.saturating_add(execution.longest());
        execution
    }

    /// Milliseconds the execution may take.
    fn longest(&self) -> i64 {
        let most = match self.start.kind {
            Kind::Standard => limits::STANDARD,
            Kind::Express => limits::EXPRESS,
        };
        let own = self
            .machine
            .timeout_seconds
            .and_then(|seconds| i64::try_from(seconds).ok());
        own.map_or(most, |seconds| seconds.saturating_mul(1000).min(most))
    }

    /// Goes on as far as it can at `now`, in milliseconds since 1970. Time never goes back: an earlier `now` is taken
    /// for the latest.
    pub fn advance(&mut self, now: i64) -> Progress {
        self.now = self.now.max(now);
        if self.outcome.is_none() && self.now >= self.deadline {
            self.time_out();
        }
        let machine = Rc::clone(&self.machine);
        while self.outcome.is_none() {
            if let Some(key) = self.ready.pop_front() {
                self.step(&machine, key);
            } else if let Some((key, alarm)) = self.timers.due(self.now) {
                self.alarm(key, alarm);
            } else {
                break;
            }
        }
        // What has been scheduled is called, even if the execution ended in the same moment.
        if let Some(outcome) = self.outcome.as_ref().filter(|_| self.requests.is_empty()) {
            return Progress::Finished(outcome.clone());
        }
        let frames = &self.frames;
        let timer = self.timers.next(|key| frames.current(key).is_some());
        Progress::Running {
            tasks: std::mem::take(&mut self.requests),
            cancelled: std::mem::take(&mut self.cancelled),
            wake: Some(if self.outcome.is_some() {
                self.now
            } else {
                timer.map_or(self.deadline, |timer| timer.min(self.deadline))
            }),
        }
    }

    fn time_out(&mut self) {
        let fault = Fault {
            error: Some(TIMEOUT.into()),
            cause: None,
        };
        let recorded = fault.clone();
        self.history
            .record(0, self.now, || Detail::ExecutionTimedOut(recorded));
        self.outcome = Some(Outcome::TimedOut(fault));
    }

    fn alarm(&mut self, key: Key, alarm: Alarm) {
        let Some(index) = self.frames.current(key) else {
            return;
        };
        match alarm {
            Alarm::Wake => self.ready.push_back(key),
            Alarm::Timeout => self.expire(index, key, false),
            Alarm::Heartbeat => self.expire(index, key, true),
        }
    }

    /// Ends the execution from outside, as StopExecution does. One that has ended stays as it is.
    pub fn stop(&mut self, now: i64, fault: Fault) {
        if self.outcome.is_some() {
            return;
        }
        self.now = self.now.max(now);
        let recorded = fault.clone();
        self.history
            .record(0, self.now, || Detail::ExecutionAborted(recorded));
        self.outcome = Some(Outcome::Aborted(fault));
    }

    /// How it ended, if it has.
    #[must_use]
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// What happened so far; empty when the history was not wanted.
    #[must_use]
    pub fn history(&self) -> &[Event] {
        self.history.events()
    }

    /// The distributed maps so far, with those of their child executions that succeeded; empty when the history was not
    /// wanted.
    #[must_use]
    pub fn map_runs(&self) -> &[MapRun] {
        &self.map_runs
    }

    /// How many events there were, kept or not.
    #[must_use]
    pub fn event_count(&self) -> u64 {
        self.history.count()
    }

    /// What it started from.
    #[must_use]
    pub fn started_from(&self) -> &Start {
        &self.start
    }

    /// The time it was advanced to, in milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        self.now
    }

    /// `Execution` and `StateMachine` of the context object.
    fn context(&self) -> &(Value, Value) {
        self.context.get_or_init(|| {
            let Start {
                input,
                kind,
                name,
                at,
                identity,
                ..
            } = &self.start;
            let execution = [
                ("Id", identity.execution_arn(*kind, name).into()),
                ("Input", input.clone()),
                ("StartTime", scope::time(*at)),
                ("Name", Value::from(&**name)),
                ("RoleArn", Value::from(&*identity.role_arn)),
                ("RedriveCount", i64::from(self.redrives).into()),
            ];
            let machine = [
                ("Id", identity.machine_arn().into()),
                ("Name", Value::from(&*identity.machine)),
            ];
            let object = |members: &[(&str, Value)]| {
                Value::object(
                    members
                        .iter()
                        .map(|(name, value)| ((*name).to_owned(), value.clone())),
                )
            };
            (object(&execution), object(&machine))
        })
    }

    /// The next sixty-four random bits (SplitMix64).
    fn random(&self) -> u64 {
        let state = self.random.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.random.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A random number in 0..1.
    fn fraction(&self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "53 bits are exactly what a double holds"
        )]
        let bits = (self.random() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }
}

impl std::fmt::Debug for Execution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut fields = f.debug_struct("Execution");
        fields
            .field("name", &self.start.name)
            .field("now", &self.now)
            .field("outcome", &self.outcome);
        fields.finish_non_exhaustive()
    }
}
