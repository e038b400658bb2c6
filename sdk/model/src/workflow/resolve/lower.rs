//! Control flow in, states and edges out.

use super::graph::{EdgeId, Graph};
use super::pattern::Matching;
use super::symbol::Symbol;
use super::{Diverged, Ends, Resolver};
use crate::workflow::flow::{Action, Edge, Formula, Rule, Template};
use crate::workflow::transcript::{Block, Data, Expression, Pattern, Term};
use crate::{Code, Type};

/// What becomes of an expression's value.
pub(super) enum Target<'t> {
    /// It is the workflow's own result.
    Return,
    /// It is the value of one of several branches.
    Value(&'t mut Ends),
}

impl Target<'_> {
    /// The same target again.
    fn again(&mut self) -> Target<'_> {
        match self {
            Self::Return => Target::Return,
            Self::Value(ends) => Target::Value(ends),
        }
    }
}

impl Resolver<'_> {
    /// An expression whose value goes to `target`.
    pub(super) fn lower(&mut self, expression: &Expression, target: &mut Target<'_>) -> Result<(), Diverged> {
        match (&expression.term, target) {
            (Term::If { .. }, target) => self.branch(expression, target),
            (Term::Match { value, arms }, target) => self.choose(expression, value, arms, target),
            (Term::Block(block), target) => self.block(block, target),
            (_, Target::Return) => {
                self.answer(expression);
                Err(Diverged)
            }
            (_, Target::Value(ends)) => {
                let symbol = self.evaluate(expression, None)?;
                ends.push(self.graph.take_open(), symbol);
                Ok(())
            }
        }
    }

    /// An expression whose value is dropped.
    pub(super) fn discard(&mut self, expression: &Expression) -> Result<(), Diverged> {
        if !matches!(
            expression.term,
            Term::If { .. } | Term::Match { .. } | Term::Block(_)
        ) {
            let symbol = self.evaluate(expression, Some(&Pattern::Wild))?;
            if symbol.may_fail() {
                self.settled(symbol, "value");
            }
            return Ok(());
        }
        let mut ends = Ends::default();
        // Where every branch diverges there is no end.
        let _ = self.lower(expression, &mut Target::Value(&mut ends));
        let edges: Vec<EdgeId> = ends.ends.into_iter().flat_map(|(edges, _)| edges).collect();
        if edges.is_empty() {
            return Err(Diverged);
        }
        self.graph.open(edges);
        Ok(())
    }

    /// `let pattern = value else { otherwise };`
    pub(super) fn let_else(
        &mut self,
        (line, value): (u32, &Expression),
        symbol: &Symbol,
        pattern: &Pattern,
        otherwise: &Block,
    ) -> Result<(), Diverged> {
        let mut matching = Matching::default();
        self.matching(line, symbol, pattern, &mut matching);
        let bindings = std::mem::take(&mut matching.bindings);
        if let Some(condition) = matching.condition() {
            let choice = self.choice(&format!("let else {value}"), vec![condition]);
            self.graph.open(vec![Graph::next(choice)]);
            let mut ends = Ends::default();
            // It diverges, or `ends` says that it does not.
            let _ = self.block(otherwise, &mut Target::Value(&mut ends));
            if !ends.ends.is_empty() {
                self.unsupported(line, "the `else` of a `let` goes on", "end it with `return`");
            }
            self.graph.open(vec![Graph::rule(choice, 0)]);
        }
        let bindings = self.settled_all(bindings);
        self.enter(bindings);
        Ok(())
    }

    /// A Choice with these rules, which lead nowhere yet.
    pub(super) fn choice(&mut self, name: &str, conditions: Vec<Formula>) -> usize {
        let rules = conditions
            .into_iter()
            .map(|condition| Rule {
                condition,
                edge: Edge::default(),
            })
            .collect();
        self.graph.add(
            name,
            Action::Choice {
                rules,
                default: Edge::default(),
            },
        )
    }

    /// `if`, with every `else if` whose condition needs no state of its own.
    fn branch(&mut self, expression: &Expression, target: &mut Target<'_>) -> Result<(), Diverged> {
        let Term::If {
            condition,
            then,
            otherwise,
        } = &expression.term
        else {
            return Ok(());
        };
        let mut conditions = vec![self.condition(condition)?];
        let mut blocks = vec![then];
        let mut rest = otherwise.as_deref();
        while let Some(Expression {
            term:
                Term::If {
                    condition,
                    then,
                    otherwise,
                },
            ..
        }) = rest
            && is_pure(condition)
        {
            conditions.push(self.condition(condition)?);
            blocks.push(then);
            rest = otherwise.as_deref();
        }
        let choice = self.choice(&expression.to_string(), conditions);
        for (rule, block) in blocks.into_iter().enumerate() {
            self.graph.open(vec![Graph::rule(choice, rule)]);
            // A branch that diverges has no end; the others go on.
            let _ = self.block(block, &mut target.again());
        }
        self.graph.open(vec![Graph::next(choice)]);
        match (rest, target) {
            (Some(rest), target) => {
                let _ = self.lower(rest, target);
            }
            (None, Target::Value(ends)) => ends.push(self.graph.take_open(), Symbol::UNIT),
            (None, Target::Return) => {
                self.unsupported(
                    expression.line,
                    "an `if` without `else` is no answer",
                    "add an `else`",
                );
            }
        }
        Ok(())
    }

    /// Brings branches together: one value, in a variable if it differs by branch.
    pub(super) fn merge(
        &mut self,
        line: u32,
        mut ends: Ends,
        name: Option<String>,
    ) -> Result<Symbol, Diverged> {
        if ends.ends.len() <= 1 {
            let (edges, symbol) = ends.ends.pop().ok_or(Diverged)?;
            self.graph.open(edges);
            return Ok(symbol);
        }
        let known = ends.ends.iter().find_map(|(_, symbol)| symbol.ty());
        let all_unit = known == Some(Type::Unit);
        let Some(ty) = known.filter(|_| !all_unit) else {
            if !all_unit
                && !ends
                    .ends
                    .iter()
                    .any(|(_, symbol)| matches!(symbol, Symbol::Unknown))
            {
                self.unsupported(
                    line,
                    "nothing says of what type this value is",
                    "let one branch be a step's answer",
                );
            }
            self.graph
                .open(ends.ends.into_iter().flat_map(|(edges, _)| edges).collect());
            return Ok(if all_unit { Symbol::UNIT } else { Symbol::Unknown });
        };
        let ends: Vec<(Vec<EdgeId>, Template)> = ends
            .ends
            .into_iter()
            .map(|(edges, symbol)| (edges, self.fitted(line, "another branch", &symbol, &ty)))
            .collect();
        let variable = name.unwrap_or_else(|| self.graph.variable("value"));
        self.graph.merge(&variable, ends);
        Ok(Symbol::Place(Formula::Variable(variable), ty))
    }

    /// Says so if the workflow's error has no place for that name.
    pub(super) fn absorbs(&mut self, line: u32, name: &str) {
        if !self.workflow.errors.iter().any(|error| error.name == name) {
            self.problem(
                line,
                Code::InputMismatch,
                format!(
                    "the error of workflow `{}` has no place for `{name}`",
                    self.workflow.name
                ),
                "add a variant with `#[from]` to it, or match on the step's result",
            );
        }
    }
}

/// Whether an expression takes no state and sets no variable.
pub(super) fn is_pure(expression: &Expression) -> bool {
    match &expression.term {
        Term::Literal(_) | Term::Constant { .. } | Term::Variable(_) | Term::Option(None) => true,
        Term::Field { of: inner, .. }
        | Term::Not(inner)
        | Term::IsSome(inner)
        | Term::Option(Some(inner))
        | Term::Count(inner)
        | Term::IsEmpty(inner)
        | Term::Negate(inner)
        | Term::Cast { value: inner, .. } => is_pure(inner),
        Term::And(left, right)
        | Term::Or(left, right)
        | Term::Compare { left, right, .. }
        | Term::Arithmetic { left, right, .. }
        | Term::Contains {
            list: left,
            item: right,
        } => is_pure(left) && is_pure(right),
        Term::Tuple(values) | Term::List(values) | Term::Wrapper { values, .. } | Term::Format(values) => {
            values.iter().all(is_pure)
        }
        Term::Struct { fields, .. } => fields.iter().all(|field| is_pure(&field.value)),
        Term::Variant { data, .. } => match data {
            Data::Unit => true,
            Data::Unnamed(values) => values.iter().all(is_pure),
            Data::Named(fields) => fields.iter().all(|field| is_pure(&field.value)),
        },
        Term::Step { .. }
        | Term::Join(_)
        | Term::Map { .. }
        | Term::Try(_)
        | Term::Ok(_)
        | Term::Err(_)
        | Term::If { .. }
        | Term::Match { .. }
        | Term::Block(_)
        | Term::For { .. }
        | Term::While { .. }
        | Term::Break(_)
        | Term::Continue(_)
        | Term::Sleep { .. }
        | Term::Return(_) => false,
    }
}
