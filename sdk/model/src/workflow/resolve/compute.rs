//! What is computed of values in, the formula that a machine computes out: integers, lists, text.

use super::Resolver;
use super::fit::{Misfit, fits, is_scalar, scalar};
use super::symbol::Symbol;
use crate::workflow::Comparison;
use crate::workflow::flow::{Formula, Template};
use crate::workflow::transcript::{Expression, Operator};
use crate::{Code, Integer, Type};
use serde_json::Value;

impl Resolver<'_> {
    /// What `place` wants to be two integers of one kind: which.
    pub(super) fn integers(
        &mut self,
        line: u32,
        place: &str,
        left: &Symbol,
        right: &Symbol,
    ) -> Option<Integer> {
        let mut kind = Integer::Literal;
        for symbol in [left, right] {
            let found = symbol.ty().map(|ty| self.app.shapes.resolve(&ty).clone());
            match (symbol, found) {
                (Symbol::Unknown, _) => return None,
                (_, Some(Type::Integer(found))) if kind == Integer::Literal => kind = found,
                (_, Some(Type::Integer(found))) if found == kind || found == Integer::Literal => {}
                (_, Some(Type::WideInteger)) => {
                    self.misfit(line, place, None, &Misfit::Wide);
                    return None;
                }
                (other, _) => {
                    let found = other.describe();
                    self.problem(
                        line,
                        Code::InputMismatch,
                        format!("{place} wants two integers of one type, found {found}"),
                        "put any other computation into a step",
                    );
                    return None;
                }
            }
        }
        Some(kind)
    }

    /// `left + right`
    pub(super) fn arithmetic(
        &mut self,
        line: u32,
        operator: Operator,
        left: &Symbol,
        right: &Symbol,
    ) -> Symbol {
        let place = format!("`{}`", operator.sign());
        let Some(kind) = self.integers(line, &place, left, right) else {
            return Symbol::Unknown;
        };
        if kind == Integer::Literal {
            self.unsupported(
                line,
                format!("nothing says of what type the integers of {place} are"),
                "write it where they are bound: `let mut count: u32 = 0;`",
            );
            return Symbol::Unknown;
        }
        let shapes = &self.app.shapes;
        match (scalar(shapes, left), scalar(shapes, right)) {
            (Ok(left), Ok(right)) => Symbol::Place(
                Formula::Arithmetic(operator, kind, Box::new(left), Box::new(right)),
                Type::Integer(kind),
            ),
            (Err(_), _) | (_, Err(_)) => Symbol::Unknown,
        }
    }

    /// `value as ty`
    pub(super) fn cast(&mut self, line: u32, value: Symbol, ty: &Type) -> Symbol {
        match (&value, value.ty(), ty) {
            (Symbol::Unknown, _, _) => Symbol::Unknown,
            (Symbol::Literal(value), Some(Type::Integer(_)), Type::Integer(_)) => {
                Symbol::Constant(ty.clone(), value.clone())
            }
            (_, Some(Type::Integer(found)), Type::Integer(wanted)) if widens(found, *wanted) => {
                match scalar(&self.app.shapes, &value) {
                    Ok(formula) => Symbol::Place(formula, ty.clone()),
                    Err(_) => Symbol::Unknown,
                }
            }
            (_, _, _) => {
                let found = value.describe();
                self.unsupported(
                    line,
                    format!("{found} as `{ty}` may lose digits"),
                    "put this computation into a step",
                );
                Symbol::Unknown
            }
        }
    }

    /// A list, and what its items are.
    pub(super) fn list(
        &mut self,
        line: u32,
        place: &str,
        symbol: &Symbol,
        name: &str,
    ) -> Option<(Formula, Type)> {
        let ty = symbol.ty();
        let item = match ty.as_ref().map(|ty| self.app.shapes.resolve(ty)) {
            Some(Type::List(item)) => item.as_ref().clone(),
            _ if matches!(symbol, Symbol::Unknown) => return None,
            _ => {
                let found = symbol.describe();
                self.problem(
                    line,
                    Code::InputMismatch,
                    format!("{place} wants a list, found {found}"),
                    "bind a step's or the input's list, or `vec![…]` with items of a known type",
                );
                return None;
            }
        };
        match self.fitted(line, place, symbol, &ty?) {
            Template::Formula(formula) => Some((formula, item)),
            // JSONata would flatten a list inside a list; in a variable it stays as it is.
            list @ (Template::Literal(_) | Template::List(_) | Template::Object(_)) => {
                let variable = self.graph.variable(name);
                self.graph.set(&variable, list);
                Some((Formula::Variable(variable), item))
            }
        }
    }

    /// `list.len()`
    pub(super) fn count(&mut self, line: u32, list: &Symbol) -> Symbol {
        match self.list(line, "`len`", list, "list") {
            Some((list, _)) => Symbol::Place(Formula::Count(Box::new(list)), Type::Integer(Integer::Usize)),
            None => Symbol::Unknown,
        }
    }

    /// `value.is_empty()`
    pub(super) fn is_empty(&mut self, line: u32, value: &Symbol) -> Symbol {
        let ty = value.ty().map(|ty| self.app.shapes.resolve(&ty).clone());
        let (left, empty) = match (ty, scalar(&self.app.shapes, value)) {
            (Some(Type::String), Ok(text)) => (text, Value::String(String::new())),
            _ => match self.list(line, "`is_empty`", value, "list") {
                Some((list, _)) => (Formula::Count(Box::new(list)), Value::from(0)),
                None => return Symbol::Unknown,
            },
        };
        Symbol::Condition(Formula::Compare(
            Comparison::Equal,
            Box::new(left),
            Box::new(Formula::Literal(empty)),
        ))
    }

    /// `list.contains(&item)`
    pub(super) fn contains(&mut self, line: u32, list: &Symbol, item: &Symbol) -> Symbol {
        let Some((list, ty)) = self.list(line, "`contains`", list, "list") else {
            return Symbol::Unknown;
        };
        self.fitted(line, "`contains`", item, &ty);
        let wanted = if is_scalar(&self.app.shapes, &ty) {
            scalar(&self.app.shapes, item)
        } else if self.app.shapes.resolve(&ty) == &Type::WideInteger {
            Err(Misfit::Wide)
        } else {
            Err(Misfit::Type(format!("`{ty}`")))
        };
        match wanted {
            Ok(item) => Symbol::Condition(Formula::Contains(Box::new(list), Box::new(item))),
            Err(misfit) => {
                self.misfit(line, "`contains`", None, &misfit);
                Symbol::Unknown
            }
        }
    }

    /// `format!("…{a}…")`
    pub(super) fn format(&mut self, pieces: &[Expression], symbols: Vec<Symbol>) -> Symbol {
        let mut parts: Vec<Formula> = Vec::new();
        for (piece, symbol) in pieces.iter().zip(symbols) {
            let part = match self.text(piece.line, &symbol) {
                Some(part) => part,
                None => return Symbol::Unknown,
            };
            match (parts.last_mut(), part) {
                (Some(Formula::Literal(Value::String(before))), Formula::Literal(Value::String(text))) => {
                    before.push_str(&text);
                }
                (_, part) => parts.push(part),
            }
        }
        let formula = match (parts.pop(), parts.is_empty()) {
            (None, _) => return Symbol::Constant(Type::String, Value::String(String::new())),
            (Some(Formula::Literal(text)), true) => return Symbol::Constant(Type::String, text),
            (Some(one), true) => one,
            (Some(last), false) => {
                parts.push(last);
                Formula::Concatenation(parts)
            }
        };
        Symbol::Place(formula, Type::String)
    }

    /// A string, integer or boolean in words.
    fn text(&mut self, line: u32, symbol: &Symbol) -> Option<Formula> {
        let ty = symbol.ty().map(|ty| self.app.shapes.resolve(&ty).clone());
        let misfit = match (symbol, ty, scalar(&self.app.shapes, symbol)) {
            (Symbol::Unknown, _, _) => return None,
            (_, Some(Type::String), Ok(formula)) => return Some(formula),
            (_, Some(Type::Integer(_) | Type::Bool), Ok(Formula::Literal(value))) => {
                return Some(Formula::Literal(Value::String(value.to_string())));
            }
            (_, Some(Type::Integer(_) | Type::Bool), Ok(formula)) => {
                return Some(Formula::Text(Box::new(formula)));
            }
            (_, Some(Type::WideInteger), _) => Misfit::Wide,
            (other, _, _) => Misfit::Type(other.describe()),
        };
        self.misfit(line, "`format!`", None, &misfit);
        None
    }
}

/// Whether every integer of the one kind is one of the other, where a `usize` has been counted.
fn widens(from: Integer, to: Integer) -> bool {
    let ((from_least, from_most), (least, most)) = (from.range(), to.range());
    from == Integer::Literal
        || fits(&Type::Integer(from), &Type::Integer(to))
        || (least <= from_least && from_most <= most)
}
