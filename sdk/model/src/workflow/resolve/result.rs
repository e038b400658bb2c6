//! `match` on a step's result in; what follows its Task, and one Catch per arm for errors, out.

use super::graph::{EdgeId, Graph};
use super::lower::Target;
use super::pattern::Matching;
use super::symbol::Symbol;
use super::{Diverged, Resolver, evaluate, wait};
use crate::workflow::flow::{Action, Catch, Edge, Formula};
use crate::workflow::transcript::{
    Arm, Data, ErrorPattern, Expression, Failure, FieldPattern, Pattern, Term,
};
use crate::{Code, Function};

impl Resolver<'_> {
    /// `match step(…).await { … }`: what follows the Task, and one Catch per arm for errors.
    pub(super) fn choose_result(
        &mut self,
        value: &Expression,
        (name, input): (&str, Option<&Expression>),
        arms: &[Arm],
        target: &mut Target<'_>,
    ) -> Result<(), Diverged> {
        let called = self.call(value.line, name, input)?;
        let (task, output) = match called {
            Some((call, function)) => (self.task(&function.name, call), Some(function)),
            // It has been reported; the arms may have mistakes of their own.
            None => (
                self.graph.add(
                    name,
                    Action::Pass {
                        edge: Edge::default(),
                    },
                ),
                None,
            ),
        };
        let mut left: Vec<String> = output
            .iter()
            .flat_map(|function| &function.errors)
            .map(|error| error.name.clone())
            .collect();
        let ok_arms: Vec<(&Arm, &Pattern)> = arms
            .iter()
            .filter_map(|arm| Some((arm, ok_pattern(&arm.pattern)?)))
            .collect();
        let symbol = match output {
            Some(function) => {
                let hint = ok_arms.first().and_then(|(_, pattern)| evaluate::name(pattern));
                self.answered(
                    task,
                    wait::answer(function),
                    &function.output.ty,
                    hint.unwrap_or(name),
                )
            }
            None => Symbol::Unknown,
        };
        if ok_arms.is_empty() {
            self.unsupported(value.line, "no arm matches `Ok`", "add `Ok(answer) => …`");
        } else {
            self.covers(value.line, &symbol, &ok_arms);
        }
        let rules = self.rules(&symbol, ok_arms)?;
        self.arms(&format!("match {name}"), rules, target);
        for arm in arms {
            let Some(pattern) = error_pattern(&arm.pattern) else {
                continue;
            };
            if let Some(guard) = &arm.guard {
                self.unsupported(guard.line, "a guard on an error", "write an `if` inside the arm");
            }
            let names = match pattern {
                ErrorPattern::Any { .. } => std::mem::take(&mut left),
                ErrorPattern::Named { path, names, .. } => {
                    if let Some(function) = output {
                        self.names_known(arm.line, function, path, names);
                    }
                    let (caught, rest) = left.into_iter().partition(|name| names.contains(name));
                    left = rest;
                    caught
                }
            };
            self.error_arm(task, arm, pattern, names, output, target);
        }
        if !left.is_empty() {
            let left: Vec<String> = left.iter().map(|name| format!("`{name}`")).collect();
            self.problem(
                value.line,
                Code::InputMismatch,
                format!("no arm matches {}", left.join(", ")),
                "add `Err(other) => return Err(other.into())`",
            );
        }
        Ok(())
    }

    fn names_known(&mut self, line: u32, function: &Function, path: &str, names: &[String]) {
        let step = &function.name;
        let known: Vec<&str> = function.errors.iter().map(|error| error.name.as_str()).collect();
        let help = if known.is_empty() {
            "it has no errors".to_owned()
        } else {
            format!(
                "its errors are {}",
                known
                    .iter()
                    .map(|name| format!("`{name}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        if names.is_empty() {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{path}` covers no error of `{step}`"),
                help.as_str(),
            );
        }
        for name in names.iter().filter(|name| !known.contains(&name.as_str())) {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{step}` never fails with `{name}`"),
                help.as_str(),
            );
        }
    }

    fn error_arm(
        &mut self,
        task: usize,
        arm: &Arm,
        pattern: &ErrorPattern,
        mut names: Vec<String>,
        function: Option<&Function>,
        target: &mut Target<'_>,
    ) {
        // In whatever order the enum declares them.
        names.sort();
        let time_out = function
            .and_then(Function::time_out)
            .filter(|(_, error)| names.contains(&error.name));
        if passes_on(arm, pattern, target) {
            self.propagates(arm.line, names.iter().map(String::as_str));
            if let (Some(function), Some(_)) = (function, time_out) {
                self.gives_up(task, function);
            }
            return;
        }
        let (edge, time_out) = match self.graph.action(task) {
            Some(Action::Task { catches, .. }) if !names.is_empty() => {
                let mut catch = |names| {
                    catches.push(Catch {
                        names,
                        edge: Edge::default(),
                    });
                    Graph::catch(task, catches.len() - 1)
                };
                let edge = catch(names.clone());
                (edge, time_out.map(|(names, error)| (catch(names), error)))
            }
            // No error is left for the arm, or the step is unknown: nothing leads to it.
            Some(_) | None => return,
        };
        self.graph
            .open([edge].into_iter().chain(time_out.map(|(edge, _)| edge)).collect());
        let bindings = match pattern {
            ErrorPattern::Any { bind: None } => Vec::new(),
            ErrorPattern::Any { bind: Some(name) } => {
                let variable = self.graph.variable(name);
                self.graph.assign(edge, &variable, Formula::Error);
                if let Some((edge, error)) = time_out {
                    self.graph
                        .assign(edge, &variable, Formula::Literal(wait::caught(error)));
                }
                vec![(name.clone(), Symbol::Error { variable, names })]
            }
            ErrorPattern::Named { data, .. } => self.error_data(edge, arm.line, data, &names, function),
        };
        // An arm that diverges has no end; the others go on.
        let _ = self.scoped(bindings, |this| this.lower(&arm.body, target));
    }

    /// What a caught error carries, in a variable, and what the pattern binds of it.
    fn error_data(
        &mut self,
        edge: EdgeId,
        line: u32,
        data: &Data<Pattern, FieldPattern>,
        names: &[String],
        function: Option<&Function>,
    ) -> Vec<(String, Symbol)> {
        let patterns: Vec<&Pattern> = match data {
            Data::Unit => return Vec::new(),
            Data::Unnamed(patterns) => patterns.iter().collect(),
            Data::Named(fields) => fields.iter().map(|field| &field.pattern).collect(),
        };
        if patterns.iter().all(|pattern| matches!(pattern, Pattern::Wild)) {
            return Vec::new();
        }
        let variant = function
            .into_iter()
            .flat_map(|f| &f.errors)
            .find(|error| names.contains(&error.name));
        let Some(ty) = variant.map(|variant| variant.data.clone()) else {
            return Vec::new();
        };
        let variable = self.graph.variable("error");
        self.graph.assign(edge, &variable, Formula::ErrorData);
        let symbol = Symbol::Place(Formula::Variable(variable), ty.clone());
        let mut matching = Matching::default();
        match (data, patterns.as_slice()) {
            (Data::Named(fields), _) => {
                for FieldPattern { name, pattern } in fields {
                    let field = self.field(line, &symbol, name);
                    self.matching(line, &field, pattern, &mut matching);
                }
            }
            (Data::Unit | Data::Unnamed(_), [one]) => {
                self.matching(line, &symbol, one, &mut matching);
            }
            (Data::Unit | Data::Unnamed(_), patterns) => {
                for (position, pattern) in patterns.iter().enumerate() {
                    let item = self.field(line, &symbol, &position.to_string());
                    self.matching(line, &item, pattern, &mut matching);
                }
            }
        }
        if !matching.tests.is_empty() {
            self.unsupported(
                line,
                "an error is told apart by its name alone",
                "bind what it carries, and match on that",
            );
        }
        matching.bindings
    }
}

/// `Err(other) => return Err(other.into())`: no Catch at all says the same.
fn passes_on(arm: &Arm, pattern: &ErrorPattern, target: &Target<'_>) -> bool {
    let ErrorPattern::Any { bind: Some(bound) } = pattern else {
        return false;
    };
    let result = match (&arm.body.term, target) {
        (Term::Return(result), _) => &result.term,
        (term, Target::Return) => term,
        (_, Target::Value(_)) => return false,
    };
    matches!(result, Term::Err(Failure::Caught(name)) if name == bound)
}

/// What an arm matches of an answer.
fn ok_pattern(pattern: &Pattern) -> Option<&Pattern> {
    if let Pattern::Ok(inner) = pattern {
        return Some(inner);
    }
    (!matches!(pattern, Pattern::Err(_))).then_some(pattern)
}

/// What an arm matches of an error.
fn error_pattern(pattern: &Pattern) -> Option<&ErrorPattern> {
    const ANY: ErrorPattern = ErrorPattern::Any { bind: None };
    if let Pattern::Err(pattern) = pattern {
        return Some(pattern);
    }
    matches!(pattern, Pattern::Wild).then_some(&ANY)
}
