//! What one state does: entered, done, left.

use super::failure::Failure;
use super::frame::{Activity, Frame, Key, Variable};
use super::scope::View;
use super::timers::Alarm;
use super::{Execution, Kind as ExecutionKind, Outcome, limits};
use crate::expression::{EvaluationError, Reason};
use crate::history::{Detail, Fault};
use crate::machine::{Assign, Choice, Kind, Machine, Next, Rule, State, Type, Until};
use crate::template::Template;
use crate::value::Value;
use chrono::DateTime;
use std::rc::Rc;

/// How a state is left: with which values, and whereto.
pub(super) struct Exit<'a> {
    pub(super) assign: &'a Assign,
    pub(super) output: Option<&'a Template>,
    pub(super) next: Next,
    pub(super) error_output: Option<&'a Value>,
    /// Where `assign` and `output` stand, if not in the state itself: `Choices` or `Catch`, and which.
    pub(super) within: Option<(&'static str, usize)>,
}

impl<'a> Exit<'a> {
    pub(super) fn of(state: &'a State) -> Self {
        Self {
            assign: &state.assign,
            output: state.output.as_ref(),
            next: state.next,
            error_output: None,
            within: None,
        }
    }

    fn place(&self, mut error: EvaluationError) -> EvaluationError {
        if let Some((field, index)) = self.within {
            error.field.insert_str(0, &format!("{field}[{index}]/"));
        }
        error
    }
}

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
                let fault = Fault {
                    error: Some("States.Runtime".into()),
                    cause: Some(cause.into()),
                };
                self.end_failed(0, fault);
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

    /// Leaves the state: new variables and its output, all computed from the values at entry. What nobody computes is
    /// the error, the result, or the input.
    pub(super) fn leave(
        &mut self,
        machine: &Machine,
        index: usize,
        exit: &Exit<'_>,
        result: Option<Value>,
    ) -> Result<(), Failure> {
        let result = result.as_ref();
        let (assigned, output) = {
            let mut view = self.view(index)?;
            view.result = result;
            view.error_output = exit.error_output;
            let mut assigned = Vec::with_capacity(exit.assign.len());
            for (name, template) in exit.assign {
                let value = template.evaluate("", &view).map_err(|mut error| {
                    error.field.insert_str(0, &format!("Assign/{name}"));
                    exit.place(error)
                })?;
                assigned.push((name, value));
            }
            let output = match exit.output {
                Some(output) => {
                    let value = output
                        .evaluate("Output", &view)
                        .map_err(|error| exit.place(error))?;
                    // The input and the result have been measured before.
                    if value.json_len() > limits::DATA {
                        return Err(Failure::too_large(&machine.state(view.frame.state).name));
                    }
                    value
                }
                None => exit.error_output.or(result).unwrap_or(&view.frame.input).clone(),
            };
            (assigned, output)
        };
        let kept = if self.history.is_kept() {
            assigned
                .iter()
                .map(|(name, value)| (Rc::clone(name), value.clone()))
                .collect()
        } else {
            Vec::new()
        };
        self.assign(machine, index, assigned)?;
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let state = machine.state(frame.state);
        frame.latest = self
            .history
            .record(frame.latest, self.now, || Detail::StateExited {
                kind: state.kind(),
                name: Rc::clone(&state.name),
                output: output.clone(),
                assigned: kept,
            });
        match exit.next {
            Next::State(next) => {
                frame.state = next;
                frame.input = output;
                frame.activity = Activity::Enter;
                let key = self.frames.key(index);
                self.ready.push_back(key);
                Ok(())
            }
            Next::End => {
                self.finish(machine, index, output);
                Ok(())
            }
        }
    }

    fn assign(
        &mut self,
        machine: &Machine,
        index: usize,
        assigned: Vec<(&Rc<str>, Value)>,
    ) -> Result<(), Failure> {
        if assigned.is_empty() {
            return Ok(());
        }
        let Some(frame) = self.frames.get_mut(index) else {
            return Ok(());
        };
        let mut together = 0;
        let lengths: Vec<_> = assigned.iter().map(|(_, value)| value.json_len()).collect();
        let total: usize = lengths.iter().sum();
        if total > limits::DATA || self.variables + total > limits::VARIABLES {
            return Err(Failure::variables_too_large(&machine.state(frame.state).name));
        }
        for ((name, value), length) in assigned.into_iter().zip(lengths) {
            together += length;
            match frame.variables.iter_mut().find(|variable| variable.name == *name) {
                Some(variable) => {
                    self.variables -= variable.length;
                    variable.value = value;
                    variable.length = length;
                }
                None => frame.variables.push(Variable {
                    name: Rc::clone(name),
                    value,
                    length,
                }),
            }
        }
        self.variables += together;
        Ok(())
    }

    /// A frame has come to the end of its branch.
    fn finish(&mut self, machine: &Machine, index: usize, output: Value) {
        let parent = self.frames.get(index).and_then(|frame| frame.parent);
        let Some(Frame {
            latest, variables, ..
        }) = self.frames.remove(index)
        else {
            return;
        };
        self.variables -= variables.iter().map(|variable| variable.length).sum::<usize>();
        match parent {
            Some((parent, branch)) => {
                if let Err(failure) = self.joined(machine, parent, branch, output, latest) {
                    self.fail(machine, parent, failure);
                }
            }
            None => {
                self.history
                    .record(latest, self.now, || Detail::ExecutionSucceeded {
                        output: output.clone(),
                    });
                self.outcome = Some(Outcome::Succeeded { output });
            }
        }
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

impl Type {
    /// Whether a history says that a state of this kind was aborted.
    pub(super) const fn is_aborted_with_event(self) -> bool {
        matches!(self, Self::Task | Self::Wait | Self::Parallel | Self::Map)
    }
}
