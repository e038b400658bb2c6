//! A workflow's transcript in; a typed flow, or every problem in it, out.
//!
//! The resolver walks the body once, in the order in which it runs. It keeps the set of *open edges*: those that
//! the next state will take. A `return` empties it. Values are symbols, known by their place and type long before
//! they exist, so a plain `let` costs no state.

mod answer;
mod compute;
mod condition;
mod evaluate;
mod finish;
mod fit;
mod graph;
mod lower;
mod map;
mod matching;
mod pattern;
mod pause;
mod repeat;
mod report;
mod result;
mod step;
mod symbol;
mod variable;
mod wait;

use super::flow::{Action, Edge, Flow, Formula};
use super::transcript::{Pattern, Statement};
use super::{Workflow, transcript::Block};
use crate::{App, Problem, Type};
use answer::Answer;
use graph::{EdgeId, Graph};
use lower::Target;
use pattern::Matching;
use repeat::Loop;
use std::collections::BTreeSet;
use symbol::Symbol;

/// Resolves a workflow against the app's functions and shapes.
///
/// # Errors
/// Every problem in its body.
pub(crate) fn resolve(workflow: &Workflow, app: &App) -> Result<Flow, Vec<Problem>> {
    let mut resolver = Resolver {
        app,
        workflow,
        graph: Graph::new(),
        scopes: vec![Vec::new()],
        problems: Vec::new(),
        changing: BTreeSet::new(),
        fixed: BTreeSet::new(),
        loops: Vec::new(),
        answer: Answer {
            place: "the workflow's answer",
            ty: Some(workflow.output.ty.clone()),
        },
    };
    resolver.input();
    // The body's own answer ends the machine, so nothing can follow it.
    let _ = resolver.block(&workflow.body.body, &mut Target::Return);
    if resolver.problems.is_empty() {
        Ok(resolver.graph.finish())
    } else {
        Err(resolver.problems)
    }
}

/// What has been found so far.
struct Resolver<'a> {
    app: &'a App,
    workflow: &'a Workflow,
    graph: Graph,
    /// Names and what they stand for, innermost scope last.
    scopes: Vec<Vec<(String, Symbol)>>,
    problems: Vec<Problem>,
    /// The machine's variables that may be set again.
    changing: BTreeSet<String>,
    /// Those of them that are outside of the Map that is being resolved.
    fixed: BTreeSet<String>,
    /// The loops around what is being resolved, innermost last.
    loops: Vec<Loop>,
    /// What it is to answer.
    answer: Answer,
}

/// What follows cannot be reached.
#[derive(Debug)]
struct Diverged;

impl Resolver<'_> {
    /// The parameter: a state that puts the machine's input into a variable.
    fn input(&mut self) {
        let pattern = &self.workflow.body.input;
        let line = self.workflow.source.line;
        let name = match pattern {
            Pattern::Bind(name) => name,
            Pattern::Wild => return,
            Pattern::Literal(_)
            | Pattern::Tuple(_)
            | Pattern::Struct { .. }
            | Pattern::Wrapper { .. }
            | Pattern::Variant { .. }
            | Pattern::Option(_)
            | Pattern::Or(_)
            | Pattern::Ok(_)
            | Pattern::Err(_) => "input",
        };
        let input = self.taken("input", name, self.workflow.input.ty.clone());
        self.bind(line, &input, pattern);
    }

    /// A first state, which puts what is given into a variable.
    fn taken(&mut self, state: &str, name: &str, ty: Type) -> Symbol {
        let variable = self.graph.variable(name);
        let pass = self.graph.add(
            state,
            Action::Pass {
                edge: Edge::default(),
            },
        );
        self.graph.assign(Graph::next(pass), &variable, Formula::Input);
        self.graph.open(vec![Graph::next(pass)]);
        Symbol::Place(Formula::Variable(variable), ty)
    }

    /// Binds a pattern that always matches.
    fn bind(&mut self, line: u32, symbol: &Symbol, pattern: &Pattern) {
        let mut matching = Matching::default();
        self.matching(line, symbol, pattern, &mut matching);
        if !matching.tests.is_empty() {
            self.unsupported(
                line,
                "a pattern that may not match needs an `else`",
                "write `let … else { … };`",
            );
        }
        let bindings = self.settled_all(matching.bindings);
        self.enter(bindings);
    }

    /// Adds names to the innermost scope.
    fn enter(&mut self, bindings: Vec<(String, Symbol)>) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.extend(bindings);
        }
    }

    fn lookup(&self, name: &str) -> Option<&Symbol> {
        self.scopes
            .iter()
            .rev()
            .flat_map(|scope| scope.iter().rev())
            .find(|(bound, _)| bound == name)
            .map(|(_, symbol)| symbol)
    }

    /// Runs `inner` in a scope of its own.
    fn scoped<T>(&mut self, bindings: Vec<(String, Symbol)>, inner: impl FnOnce(&mut Self) -> T) -> T {
        self.scopes.push(bindings);
        let outcome = inner(self);
        self.scopes.pop();
        outcome
    }

    /// A block, in a scope of its own.
    fn block(&mut self, block: &Block, target: &mut Target<'_>) -> Result<(), Diverged> {
        self.scoped(Vec::new(), |this| {
            for statement in &block.statements {
                this.statement(statement)?;
            }
            match (&block.tail, target) {
                (Some(tail), target) => this.lower(tail, target),
                (None, Target::Value(ends)) => {
                    ends.push(this.graph.take_open(), Symbol::UNIT);
                    Ok(())
                }
                (None, Target::Return) => {
                    let line = this.workflow.source.line;
                    this.unsupported(line, "the workflow ends without an answer", "end it with `Ok(…)`");
                    Err(Diverged)
                }
            }
        })
    }

    fn statement(&mut self, statement: &Statement) -> Result<(), Diverged> {
        match statement {
            Statement::Let {
                line,
                pattern,
                ty,
                value,
                otherwise: None,
            } => {
                let mut symbol = variable::typed(self.evaluate(value, Some(pattern))?, ty.as_ref());
                if *pattern == Pattern::Wild && symbol.may_fail() {
                    // What may end the machine ends it here, though nothing is bound to it.
                    symbol = self.settled(symbol, "value");
                }
                self.bind(*line, &symbol, pattern);
                Ok(())
            }
            Statement::Let {
                line,
                pattern,
                ty,
                value,
                otherwise: Some(otherwise),
            } => {
                let symbol = variable::typed(self.evaluate(value, None)?, ty.as_ref());
                self.let_else((*line, value), &symbol, pattern, otherwise)
            }
            Statement::Variable {
                line,
                name,
                ty,
                value,
            } => self.declare(*line, name, ty.as_ref(), value),
            Statement::Assign { line, name, value } => self.set(*line, name, value),
            Statement::Expression(expression) => self.discard(expression),
        }
    }
}

/// Where branches come together: the edges of each, and its value.
#[derive(Debug, Default)]
struct Ends {
    ends: Vec<(Vec<EdgeId>, Symbol)>,
}

impl Ends {
    fn push(&mut self, edges: Vec<EdgeId>, symbol: Symbol) {
        if !edges.is_empty() {
            self.ends.push((edges, symbol));
        }
    }
}

#[cfg(test)]
mod tests;
