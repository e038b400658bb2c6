//! Calls of steps in, Tasks and Parallels out.

use super::graph::Graph;
use super::symbol::Symbol;
use super::{Diverged, Resolver, evaluate, wait};
use crate::workflow::flow::{Action, Call, Edge, Flow, Formula, Retry, State};
use crate::workflow::transcript::{Expression, Pattern, Term};
use crate::{Code, ErrorVariant, Function, Type};

impl<'a> Resolver<'a> {
    /// `result?`
    pub(super) fn attempt(
        &mut self,
        result: &Expression,
        hint: Option<&Pattern>,
    ) -> Result<Symbol, Diverged> {
        if let Term::Step { function, input } = &result.term {
            let Some((call, function)) = self.call(result.line, function, input.as_deref())? else {
                return Ok(Symbol::Unknown);
            };
            self.propagates(
                result.line,
                function.errors.iter().map(|error| error.name.as_str()),
            );
            let task = self.task(&function.name, call);
            self.gives_up(task, function);
            let name = hint.and_then(evaluate::name).unwrap_or(&function.name);
            return Ok(self.answered(task, wait::answer(function), &function.output.ty, name));
        }
        if let Term::Join(steps) = &result.term {
            return self.join(result.line, steps, hint);
        }
        if let Term::Map { .. } = &result.term {
            return self.map(result, hint);
        }
        self.unsupported(
            result.line,
            "`?` on something that is no step",
            "put the computation into a step",
        );
        Ok(Symbol::Unknown)
    }

    /// A step whose result is the workflow's own.
    pub(super) fn last_step(&mut self, step: &Expression) {
        let Term::Step { function, input } = &step.term else {
            return;
        };
        let Ok(Some((call, function))) = self.call(step.line, function, input.as_deref()) else {
            return;
        };
        self.propagates(step.line, function.errors.iter().map(|error| error.name.as_str()));
        let answer = Symbol::Place(wait::answer(function), function.output.ty.clone());
        let wanted = self.answers(step.line, Some(&function.output.ty), &answer);
        if let Some(wanted) = wanted.filter(|wanted| *wanted != function.output.ty) {
            let place = self.answer.place;
            self.fitted(step.line, place, &answer, &wanted);
        }
        let task = self.task(&function.name, call);
        self.gives_up(task, function);
        // Its edge leads nowhere: the machine ends here.
        self.graph.open(Vec::new());
    }

    /// The call of a step, checked. `None` if there is no such step.
    pub(super) fn call(
        &mut self,
        line: u32,
        name: &str,
        input: Option<&Expression>,
    ) -> Result<Option<(Call, &'a Function)>, Diverged> {
        let symbol = match input {
            Some(input) => self.evaluate(input, None)?,
            None => Symbol::UNIT,
        };
        Ok(self.call_with(line, name, input.map_or(line, |input| input.line), &symbol))
    }

    /// The call of a step with that input, checked.
    fn call_with(
        &mut self,
        line: u32,
        name: &str,
        input_line: u32,
        symbol: &Symbol,
    ) -> Option<(Call, &'a Function)> {
        let Some(function) = self.app.function(name) else {
            self.problem(
                line,
                Code::UnknownStep,
                format!(
                    "workflow `{}` calls `{name}`, which the app does not list",
                    self.workflow.name
                ),
                format!("add `.handler::<{name}>()` to the app"),
            );
            return None;
        };
        if function.route.is_some() {
            self.problem(
                line,
                Code::UnknownStep,
                format!("`{name}` answers an HTTP route and cannot be a step"),
                "move what both need into a handler without a route",
            );
            return None;
        }
        self.waits(line, function);
        let place = format!("the input of `{name}`");
        let input = self.fitted(input_line, &place, symbol, &function.input.ty);
        let call = Call {
            function: name.to_owned(),
            input,
            timeout_seconds: function.timeout_seconds,
            wait: function.wait,
            retries: retries(function),
        };
        Some((call, function))
    }

    pub(super) fn task(&mut self, name: &str, call: Call) -> usize {
        let task = self.graph.add(
            name,
            Action::Task {
                call,
                catches: Vec::new(),
                edge: Edge::default(),
            },
        );
        self.graph.open(vec![Graph::next(task)]);
        task
    }

    /// Puts a state's answer into a variable.
    pub(super) fn answered(&mut self, state: usize, formula: Formula, ty: &Type, name: &str) -> Symbol {
        if *ty == Type::Unit {
            return Symbol::UNIT;
        }
        let variable = self.graph.variable(name);
        self.graph.assign(Graph::next(state), &variable, formula);
        Symbol::Place(Formula::Variable(variable), ty.clone())
    }

    /// Errors that leave the machine by themselves.
    pub(super) fn propagates<'n>(&mut self, line: u32, names: impl IntoIterator<Item = &'n str>) {
        names.into_iter().for_each(|name| self.absorbs(line, name));
    }

    /// `join!(a(x), b(y))?`
    fn join(&mut self, line: u32, steps: &[Expression], hint: Option<&Pattern>) -> Result<Symbol, Diverged> {
        let mut branches = Vec::new();
        let mut outputs = Vec::new();
        let name = Term::Join(steps.to_vec()).to_string();
        let mut calls = Vec::new();
        for (number, step) in steps.iter().enumerate() {
            let Term::Step { function, input } = &step.term else {
                self.unsupported(
                    step.line,
                    "`join!` takes calls of steps",
                    "compute the value before, in a `let`",
                );
                continue;
            };
            let symbol = match input {
                Some(input) => self.evaluate(input, None)?,
                None => Symbol::UNIT,
            };
            let later = steps.iter().skip(number + 1).filter_map(|step| {
                let Term::Step { input, .. } = &step.term else {
                    return None;
                };
                input.as_deref()
            });
            calls.push((step, function, self.kept(symbol, later)));
        }
        for (step, function, symbol) in calls {
            let Some((call, function)) = self.call_with(step.line, function, step.line, &symbol) else {
                outputs.push(None);
                continue;
            };
            self.propagates(step.line, function.errors.iter().map(|error| error.name.as_str()));
            branches.push((function, call));
            outputs.push(Some(function));
        }
        let branches = branches.into_iter().map(|(function, call)| {
            let name = self.graph.state_name(&function.name);
            let (catches, ends): (Vec<_>, Vec<_>) = self.branch_gives_up(function).into_iter().unzip();
            let action = Action::Task {
                call,
                catches,
                edge: Edge::default(),
            };
            Flow {
                states: [State { name, action }].into_iter().chain(ends).collect(),
            }
        });
        let branches: Vec<Flow> = branches.collect();
        if branches.is_empty() {
            self.unsupported(line, "`join!` of nothing", "remove it");
            return Ok(Symbol::Unknown);
        }
        let parallel = self.graph.add(
            &name,
            Action::Parallel {
                branches,
                edge: Edge::default(),
            },
        );
        self.graph.open(vec![Graph::next(parallel)]);
        let hints: &[Pattern] = match hint {
            Some(Pattern::Tuple(patterns)) => patterns,
            Some(_) | None => &[],
        };
        let symbols = outputs.into_iter().enumerate().map(|(position, function)| {
            let Some(function) = function else {
                return Symbol::Unknown;
            };
            let name = hints
                .get(position)
                .and_then(evaluate::name)
                .unwrap_or(&function.name);
            self.answered(parallel, Formula::Branch(position), &function.output.ty, name)
        });
        Ok(Symbol::Tuple(symbols.collect()))
    }
}

/// Retries by the error's own backoff; names that are retried alike share one.
fn retries(function: &Function) -> Vec<Retry> {
    let mut retries: Vec<Retry> = Vec::new();
    // In whatever order the enum declares them.
    let mut errors: Vec<&ErrorVariant> = function.errors.iter().collect();
    errors.sort_by_key(|error| &error.name);
    for error in errors {
        let Some(backoff) = &error.retry else { continue };
        let mut names = vec![error.name.clone()];
        if let Some((timeouts, timeout)) = function.time_out()
            && timeout == error
        {
            names.extend(timeouts);
        }
        match retries.iter_mut().find(|retry| &retry.backoff == backoff) {
            Some(retry) => retry.names.extend(names),
            None => retries.push(Retry {
                names,
                backoff: backoff.clone(),
            }),
        }
    }
    retries
}
