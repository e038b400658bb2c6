//! What one state does: entered, done, left.

use super::exit::Exit;
use super::failure::Failure;
use super::frame::{Activity, Key};
use super::scope::View;
use super::timers::Alarm;
use super::{Execution, Kind as ExecutionKind, limits};
use crate::expression::Reason;
use crate::history::{Detail, Fault};
use crate::machine::{Choice, Kind, Machine, Next, Rule, State, Until};
use crate::template::Template;
use crate::value::Value;
use chrono::DateTime;
use std::rc::Rc;

impl Execution {
    /// Lets one frame do what is next for it.
    pub(super) fn step(&mut self, machine: &Machine, key: Key) {
        let Some(index) = self.frames.current(key) else {
            return;
        };
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        let state = machine.state(frame.state);
        let done = match std::mem::replace(&mut frame.activity, Activity::Nothing) {
            Activity::Enter => {
                self.enter(index, state);
                self.attempt(machine, index, state)
            }
            Activity::Attempt | Activity::Backoff => self.attempt(machine, index, state),
            Activity::Wait => self.leave(machine, index, &Exit::of(state), None),
            Activity::Run(run) => self.drive_run(machine, index, run),
            Activity::Answered(running, answer) => self.answered(machine, index, state, *running, answer),
            waiting @ (Activity::Task(_) | Activity::Fork(_) | Activity::Nothing) => {
                frame.activity = waiting;
                Ok(())
            }
        };
        if let Err(failure) = done {
            self.fail(machine, index, failure);
        }
        if self.outcome.is_none() {
            self.limit_events();
        }
    }

    fn limit_events(&mut self) {
        match self.start.kind {
            // One more event is kept free to say that there are too many.
            ExecutionKind::Standard if self.history.count() + 1 >= limits::EVENTS => {
                let limit = limits::EVENTS;
                let cause = format!("The execution reached the maximum number of history events ({limit}).");
                self.end_failed(0, Fault::new("States.Runtime", &cause));
            }
            ExecutionKind::Express if self.history.count() >= limits::EXPRESS_EVENTS => self.time_out(),
            ExecutionKind::Standard | ExecutionKind::Express => {}
        }
    }

    fn enter(&mut self, index: usize, state: &State) {
        let Some(frame) = self.frames.get_mut(index) else {
            return;
        };
        frame.attempts.clear();
        frame.entered_at = self.now;
        frame.before = frame.latest;
        frame.entered = self
            .history
            .record(frame.before, self.now, || Detail::StateEntered {
                kind: state.kind(),
                name: Rc::clone(&state.name),
                input: frame.input.clone(),
            });
        frame.latest = frame.entered;
    }

    fn attempt(&mut self, machine: &Machine, index: usize, state: &State) -> Result<(), Failure> {
        match &state.kind {
            Kind::Pass | Kind::Succeed => self.leave(machine, index, &Exit::of(state), None),
            Kind::Task(task) => self.schedule(index, state, task),
            Kind::Choice(choice) => self.choose(machine, index, state, choice),
            Kind::Wait(until) => self.wait(machine, index, state, until),
            Kind::Fail { error, cause } => Err(self.fault(index, error.as_ref(), cause.as_ref())?.into()),
            Kind::Parallel { arguments, branches } => {
                self.fork_branches(machine, index, arguments.as_ref(), branches.len())
            }
            Kind::Map(map) => match &map.run {
                Some(run) => self.start_run(machine, index, state, map, run),
                None => self.fork_items(machine, index, map),
            },
        }
    }

    /// What the frame's state sees.
    pub(super) fn view(&self, index: usize) -> Result<View<'_>, Failure> {
        self.frames
            .get(index)
            .map(|frame| View::new(self, frame))
            .ok_or_else(Failure::lost)
    }

    fn choose(
        &mut self,
        machine: &Machine,
        index: usize,
        state: &State,
        choice: &Choice,
    ) -> Result<(), Failure> {
        let met = self.first_met(index, choice)?;
        match (met, choice.default) {
            (Some((number, rule)), _) => {
                let exit = Exit {
                    assign: &rule.assign,
                    output: rule.output.as_ref(),
                    next: Next::State(rule.next),
                    error_output: None,
                    within: Some(("Choices", number)),
                };
                self.leave(machine, index, &exit, None)
            }
            (None, Some(default)) => {
                let exit = Exit {
                    next: Next::State(default),
                    ..Exit::of(state)
                };
                self.leave(machine, index, &exit, None)
            }
            (None, None) => Err(Failure::no_choice()),
        }
    }

    /// The first rule whose condition is met, and its number.
    fn first_met<'m>(&self, index: usize, choice: &'m Choice) -> Result<Option<(usize, &'m Rule)>, Failure> {
        let view = self.view(index)?;
        for (number, rule) in choice.rules.iter().enumerate() {
            let field = || format!("Choices[{number}]/Condition");
            let value = rule.condition.evaluate("", &view).map_err(|mut error| {
                error.field = field();
                error
            })?;
            match value.as_bool() {
                Some(true) => return Ok(Some((number, rule))),
                Some(false) => {}
                None => return Err(unexpected(&rule.condition, &field(), "boolean", value)),
            }
        }
        Ok(None)
    }

    fn wait(&mut self, machine: &Machine, index: usize, state: &State, until: &Until) -> Result<(), Failure> {
        let view = self.view(index)?;
        let at = match until {
            Until::Seconds(seconds) => {
                let seconds = whole(seconds, "Seconds", &view)?;
                self.now
                    .saturating_add(i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000))
            }
            Until::Timestamp(timestamp) => {
                let value = timestamp.evaluate("Timestamp", &view)?;
                let Some(text) = value.as_str() else {
                    return Err(unexpected(timestamp, "Timestamp", "string", value));
                };
                let time = DateTime::parse_from_rfc3339(text).map_err(|_| Failure::timestamp(text))?;
                time.timestamp_millis()
            }
        };
        if at <= self.now {
            return self.leave(machine, index, &Exit::of(state), None);
        }
        let key = self.frames.key(index);
        if let Some(frame) = self.frames.get_mut(index) {
            frame.activity = Activity::Wait;
        }
        self.timers.set(at, key, Alarm::Wake);
        Ok(())
    }

    fn fault(
        &self,
        index: usize,
        error: Option<&Template>,
        cause: Option<&Template>,
    ) -> Result<Fault, Failure> {
        let view = self.view(index)?;
        let text = |template: Option<&Template>, field: &str| -> Result<Option<Rc<str>>, Failure> {
            let Some(template) = template else { return Ok(None) };
            let value = template.evaluate(field, &view)?;
            match value.as_str() {
                Some(text) => Ok(Some(text.into())),
                None => Err(unexpected(template, field, "string", value)),
            }
        };
        Ok(Fault {
            error: text(error, "Error")?,
            cause: text(cause, "Cause")?,
        })
    }
}

/// The value of a field that takes a whole number.
pub(super) fn whole(template: &Template, field: &str, view: &View<'_>) -> Result<u64, Failure> {
    let value = template.evaluate(field, view)?;
    match value.as_i64().and_then(|number| u64::try_from(number).ok()) {
        Some(number) => Ok(number),
        None => Err(unexpected(template, field, "number", value)),
    }
}

/// The failure that a field has a value of another kind than it takes.
pub(super) fn unexpected(template: &Template, field: &str, expected: &'static str, value: Value) -> Failure {
    match template.as_expression() {
        Some(expression) => expression
            .error(field, Reason::Unexpected { expected, value })
            .into(),
        None => Failure::constant(field, expected, &value),
    }
}
