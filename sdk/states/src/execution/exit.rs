//! How a state is left: variables, output, and whereto.

use super::failure::Failure;
use super::frame::{Activity, Frame, Variable};
use super::{Execution, Outcome, limits};
use crate::expression::EvaluationError;
use crate::history::Detail;
use crate::machine::{Assign, Machine, Next, State};
use crate::template::Template;
use crate::value::Value;
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
                    view.bounded(value)?
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
