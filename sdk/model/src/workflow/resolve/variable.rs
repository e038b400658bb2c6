//! `let mut` and assignments in, what edges set out; and what keeps a value from changing after it was computed.

use super::symbol::Symbol;
use super::{Diverged, Resolver};
use crate::workflow::flow::{Formula, Template};
use crate::workflow::transcript::{Expression, Pattern};
use crate::{Code, Integer, Type};
use serde_json::json;

impl Resolver<'_> {
    /// `let mut name: ty = value;`
    pub(super) fn declare(
        &mut self,
        line: u32,
        name: &str,
        ty: Option<&Type>,
        value: &Expression,
    ) -> Result<(), Diverged> {
        let hint = Pattern::Bind(name.to_owned());
        let symbol = self.evaluate(value, Some(&hint))?;
        let Some(ty) = ty.cloned().or_else(|| symbol.ty()) else {
            if !matches!(symbol, Symbol::Unknown) {
                self.unsupported(
                    line,
                    format!("nothing says of what type `{name}` is"),
                    format!("write its type: `let mut {name}: Type = …`"),
                );
            }
            self.enter(vec![(name.to_owned(), Symbol::Unknown)]);
            return Ok(());
        };
        let value = self.fitted(line, &format!("`{name}`"), &symbol, &ty);
        let variable = self.graph.variable(name);
        self.graph.set(&variable, value);
        self.changing.insert(variable.clone());
        self.enter(vec![(name.to_owned(), Symbol::Changing(variable, ty))]);
        Ok(())
    }

    /// `name = value;`
    pub(super) fn set(&mut self, line: u32, name: &str, value: &Expression) -> Result<(), Diverged> {
        let symbol = self.evaluate(value, None)?;
        match self.lookup(name).cloned() {
            Some(Symbol::Changing(variable, _)) if self.fixed.contains(&variable) => {
                self.unsupported(
                    line,
                    format!("an iteration of `map!` sets `{name}`, which is outside of it"),
                    "let the iterations answer values, and use their list",
                );
            }
            Some(Symbol::Changing(variable, ty)) => {
                let value = self.fitted(line, &format!("`{name}`"), &symbol, &ty);
                self.graph.set(&variable, value);
            }
            Some(Symbol::Unknown) => {}
            Some(_) => self.unsupported(
                line,
                format!("`{name}` does not change"),
                format!("bind it with `let mut {name}`"),
            ),
            None => self.problem(
                line,
                Code::UnknownVariable,
                format!("nothing binds `{name}`"),
                "bind it with `let mut` before it is set",
            ),
        }
        Ok(())
    }

    /// Whether a formula is to be computed now: later its variables may have changed, or it may fail.
    fn passes(&self, formula: &Formula) -> bool {
        let mut reads = Vec::new();
        formula.variables(&mut reads);
        formula.may_fail() || reads.iter().any(|variable| self.changing.contains(*variable))
    }

    /// A value as it is now: what later assignments would change, and what may fail, goes into variables of its own.
    pub(super) fn settled(&mut self, symbol: Symbol, name: &str) -> Symbol {
        match symbol {
            Symbol::Place(formula, ty) if self.passes(&formula) => {
                let variable = self.graph.variable(name);
                self.graph.set(&variable, Template::Formula(formula));
                Symbol::Place(Formula::Variable(variable), ty)
            }
            Symbol::Condition(formula) if self.passes(&formula) => {
                self.settled(Symbol::Place(formula, Type::Bool), name)
            }
            Symbol::Option(Some(inner)) => Symbol::Option(Some(Box::new(self.settled(*inner, name)))),
            Symbol::Wrapper { ty, value } => Symbol::Wrapper {
                ty,
                value: Box::new(self.settled(*value, name)),
            },
            Symbol::Struct { ty, fields } => Symbol::Struct {
                ty,
                fields: fields
                    .into_iter()
                    .map(|(field, value)| {
                        let value = self.settled(value, &field.rust);
                        (field, value)
                    })
                    .collect(),
            },
            Symbol::Variant {
                ty,
                tagging,
                variant,
                data,
            } => Symbol::Variant {
                ty,
                tagging,
                variant,
                data: self.settled_items(data, name),
            },
            Symbol::Tuple(items) => Symbol::Tuple(self.settled_items(items, name)),
            Symbol::List(items) => Symbol::List(self.settled_items(items, name)),
            Symbol::Unknown
            | Symbol::Place(..)
            | Symbol::Changing(..)
            | Symbol::Literal(_)
            | Symbol::Constant(..)
            | Symbol::Option(None)
            | Symbol::Condition(_)
            | Symbol::Error { .. } => symbol,
        }
    }

    fn settled_items(&mut self, items: Vec<Symbol>, name: &str) -> Vec<Symbol> {
        items.into_iter().map(|item| self.settled(item, name)).collect()
    }

    /// What a pattern binds, as it is now.
    pub(super) fn settled_all(&mut self, bindings: Vec<(String, Symbol)>) -> Vec<(String, Symbol)> {
        bindings
            .into_iter()
            .map(|(name, symbol)| {
                let symbol = self.settled(symbol, &name);
                (name, symbol)
            })
            .collect()
    }
}

/// A value whose type its author wrote.
pub(super) fn typed(symbol: Symbol, ty: Option<&Type>) -> Symbol {
    match (symbol, ty) {
        (Symbol::Literal(value), Some(ty)) => Symbol::Constant(ty.clone(), value),
        (Symbol::Place(formula, Type::Integer(Integer::Literal)), Some(ty)) => {
            Symbol::Place(formula, ty.clone())
        }
        (Symbol::List(items), Some(ty)) if items.is_empty() => Symbol::Constant(ty.clone(), json!([])),
        (symbol, _) => symbol,
    }
}
