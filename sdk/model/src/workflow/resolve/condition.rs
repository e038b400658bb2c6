//! A boolean expression in, a formula that is true or false out.

use super::fit::{Misfit, scalar};
use super::symbol::{Symbol, is_variant};
use super::{Diverged, Resolver};
use crate::workflow::Comparison;
use crate::workflow::flow::Formula;
use crate::workflow::transcript::{Expression, Term};
use crate::{Code, Type, VariantData};
use serde_json::Value;

impl Resolver<'_> {
    /// The truth of an expression.
    pub(super) fn condition(&mut self, expression: &Expression) -> Result<Formula, Diverged> {
        let line = expression.line;
        if let Term::Not(inner) = &expression.term {
            return Ok(Formula::Not(Box::new(self.condition(inner)?)));
        }
        if let Term::And(left, right) = &expression.term {
            let left = self.condition(left)?;
            return Ok(Formula::And(Box::new(left), Box::new(self.second(right)?)));
        }
        if let Term::Or(left, right) = &expression.term {
            let left = self.condition(left)?;
            return Ok(Formula::Or(Box::new(left), Box::new(self.second(right)?)));
        }
        let symbol = self.evaluate(expression, None)?;
        Ok(self.truth(line, &symbol))
    }

    /// A condition that may not be computed at all: it must not be a state.
    pub(super) fn second(&mut self, expression: &Expression) -> Result<Formula, Diverged> {
        self.stateless(expression, "a condition that may be skipped", |this| {
            this.condition(expression)
        })
    }

    /// What `compute` makes of `expression`, if that takes no state and sets no variable.
    pub(super) fn stateless<T>(
        &mut self,
        expression: &Expression,
        place: &str,
        compute: impl FnOnce(&mut Self) -> Result<T, Diverged>,
    ) -> Result<T, Diverged> {
        let changes = self.graph.changes();
        let outcome = compute(self);
        if self.graph.changes() > changes || outcome.is_err() {
            self.unsupported(
                expression.line,
                format!("a step in {place}"),
                "call it in a `let` before, or in an `if` of its own",
            );
        }
        outcome
    }

    fn truth(&mut self, line: u32, symbol: &Symbol) -> Formula {
        match (symbol, symbol.ty()) {
            (Symbol::Condition(formula) | Symbol::Place(formula, _), Some(Type::Bool)) => formula.clone(),
            (Symbol::Literal(value) | Symbol::Constant(_, value), Some(Type::Bool)) => {
                Formula::Literal(value.clone())
            }
            (Symbol::Unknown, _) => Formula::Literal(Value::Bool(true)),
            (other, _) => {
                let found = other.describe();
                self.problem(
                    line,
                    Code::InputMismatch,
                    format!("a condition wants `bool`, found {found}"),
                    "compare it with something",
                );
                Formula::Literal(Value::Bool(true))
            }
        }
    }

    pub(super) fn is_some(&mut self, line: u32, symbol: &Symbol) -> Formula {
        let ty = symbol.ty().map(|ty| self.app.shapes.resolve(&ty).clone());
        match (symbol, ty) {
            (Symbol::Place(formula, _), Some(Type::Option(_))) => Formula::Compare(
                Comparison::NotEqual,
                Box::new(formula.clone()),
                Box::new(Formula::Literal(Value::Null)),
            ),
            (Symbol::Option(inner), _) => Formula::Literal(Value::Bool(inner.is_some())),
            (Symbol::Constant(_, value), Some(Type::Option(_))) => {
                Formula::Literal(Value::Bool(!value.is_null()))
            }
            (Symbol::Unknown, _) => Formula::Literal(Value::Bool(true)),
            (other, _) => {
                let found = other.describe();
                self.problem(
                    line,
                    Code::InputMismatch,
                    format!("`is_some` and `is_none` want an `Option`, found {found}"),
                    "compare the value instead",
                );
                Formula::Literal(Value::Bool(true))
            }
        }
    }

    pub(super) fn compare(
        &mut self,
        line: u32,
        operator: Comparison,
        left: &Symbol,
        right: &Symbol,
    ) -> Formula {
        let place = format!("`{}`", operator.sign());
        match (left.ty(), right.ty()) {
            (Some(ty), _) if !matches!(left, Symbol::Literal(_)) => {
                self.fitted(line, &place, right, &ty);
            }
            (_, Some(ty)) => {
                self.fitted(line, &place, left, &ty);
            }
            (_, None) => {}
        }
        match (operator, left, right) {
            (
                Comparison::Equal | Comparison::NotEqual,
                Symbol::Place(of, _),
                Symbol::Variant { tagging, variant, .. },
            )
            | (
                Comparison::Equal | Comparison::NotEqual,
                Symbol::Variant { tagging, variant, .. },
                Symbol::Place(of, _),
            ) if variant.data == VariantData::Unit => {
                let is = is_variant(of, tagging, variant);
                return if operator == Comparison::Equal {
                    is
                } else {
                    Formula::Not(Box::new(is))
                };
            }
            (_, _, _) => {}
        }
        let shapes = &self.app.shapes;
        let ordered = |symbol: &Symbol| match symbol.ty().map(|ty| shapes.resolve(&ty).clone()) {
            Some(Type::Integer(_) | Type::Float) | None => Ok(()),
            Some(Type::WideInteger) => Err(Misfit::Wide),
            Some(
                Type::Unit
                | Type::Bool
                | Type::String
                | Type::Json
                | Type::Option(_)
                | Type::List(_)
                | Type::Map(_)
                | Type::Tuple(_)
                | Type::Named(_),
            ) => Err(Misfit::Type(symbol.describe())),
        };
        let comparable = match operator {
            Comparison::Equal | Comparison::NotEqual => Ok(()),
            Comparison::Less | Comparison::LessOrEqual | Comparison::Greater | Comparison::GreaterOrEqual => {
                ordered(left).and_then(|()| ordered(right))
            }
        };
        let operands = comparable.and_then(|()| Ok((scalar(shapes, left)?, scalar(shapes, right)?)));
        match operands {
            Ok((left, right)) => Formula::Compare(operator, Box::new(left), Box::new(right)),
            Err(misfit) => {
                // A wide integer beside a literal has been reported when the two were fitted.
                if !matches!(misfit, Misfit::Wide)
                    || self.problems.last().is_none_or(|last| last.source.line != line)
                {
                    self.misfit(line, &place, None, &misfit);
                }
                Formula::Literal(Value::Bool(true))
            }
        }
    }
}
