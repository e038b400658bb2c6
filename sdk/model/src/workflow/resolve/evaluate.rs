//! An expression in, the symbol of its value out. Steps on the way become states.

use super::lower::is_pure;
use super::repeat::Exit;
use super::symbol::{Symbol, field_at};
use super::{Diverged, Ends, Resolver, Target};
use crate::workflow::Operator;
use crate::workflow::flow::Formula;
use crate::workflow::transcript::{Data, Expression, FieldValue, Pattern, Term};
use crate::{Code, Field, Tagging, Type, TypeDef, Variant, VariantData};

impl Resolver<'_> {
    /// The value of an expression. `hint` is the pattern that will bind it: variables take their names from it.
    pub(super) fn evaluate(
        &mut self,
        expression: &Expression,
        hint: Option<&Pattern>,
    ) -> Result<Symbol, Diverged> {
        let line = expression.line;
        Ok(match &expression.term {
            Term::Literal(value) => Symbol::Literal(value.clone()),
            Term::Constant { ty, value } => Symbol::Constant(ty.clone(), value.clone()),
            Term::Variable(name) => self.variable(line, name),
            Term::Field { of, name } => {
                let of = self.evaluate(of, None)?;
                self.field(line, &of, name)
            }
            Term::Struct { ty, fields } => self.structure(line, ty, fields)?,
            Term::Wrapper { ty, values } => self.wrapper(line, ty, values)?,
            Term::Variant { ty, variant, data } => self.variant_value(line, ty, variant, data)?,
            Term::Option(Some(inner)) => Symbol::Option(Some(Box::new(self.evaluate(inner, None)?))),
            Term::Option(None) => Symbol::Option(None),
            Term::Tuple(values) => Symbol::Tuple(self.all(values)?),
            Term::List(values) => Symbol::List(self.all(values)?),
            Term::Try(inner) => self.attempt(inner, hint)?,
            Term::Step { .. } | Term::Join(_) | Term::Map { .. } => {
                self.unsupported(
                    line,
                    "the result of a step is not used",
                    "add `?`, or `match` on it",
                );
                Symbol::Unknown
            }
            Term::Ok(_) | Term::Err(_) => {
                self.unsupported(
                    line,
                    "a `Result` is only an answer",
                    "put it at the end or behind `return`",
                );
                Symbol::Unknown
            }
            Term::If { .. } | Term::Match { .. } | Term::Block(_) => {
                let mut ends = Ends::default();
                let name = hint.and_then(name).map(|name| self.graph.variable(name));
                // Where every branch diverges there is no end, and `merge` says so.
                let _ = self.lower(expression, &mut Target::Value(&mut ends));
                self.merge(line, ends, name)?
            }
            Term::Not(_) | Term::And(..) | Term::Or(..) => Symbol::Condition(self.condition(expression)?),
            Term::Compare {
                operator,
                left,
                right,
            } => {
                let (left, right) = self.both(left, right)?;
                Symbol::Condition(self.compare(line, *operator, &left, &right))
            }
            Term::IsSome(inner) => {
                let symbol = self.evaluate(inner, None)?;
                Symbol::Condition(self.is_some(line, &symbol))
            }
            Term::Count(list) => {
                let list = self.evaluate(list, None)?;
                self.count(line, &list)
            }
            Term::IsEmpty(value) => {
                let value = self.evaluate(value, None)?;
                self.is_empty(line, &value)
            }
            Term::Contains { list, item } => {
                let (list, item) = self.both(list, item)?;
                self.contains(line, &list, &item)
            }
            Term::Arithmetic {
                operator,
                left,
                right,
            } => {
                let (left, right) = self.both(left, right)?;
                self.arithmetic(line, *operator, &left, &right)
            }
            Term::Negate(value) => {
                let value = self.evaluate(value, None)?;
                let zero = Symbol::Literal(0.into());
                self.arithmetic(line, Operator::Subtract, &zero, &value)
            }
            Term::Cast { value, ty } => {
                let value = self.evaluate(value, None)?;
                self.cast(line, value, ty)
            }
            Term::Format(pieces) => {
                let symbols = self.all(pieces)?;
                self.format(pieces, symbols)
            }
            Term::For {
                label,
                pattern,
                over,
                body,
            } => self.for_each(
                line,
                label.as_deref(),
                (pattern, over),
                body,
                &expression.to_string(),
            )?,
            Term::While { .. } => self.while_true(expression)?,
            Term::Break(label) => return Err(self.leave(line, label.as_deref(), Exit::Break)),
            Term::Continue(label) => return Err(self.leave(line, label.as_deref(), Exit::Continue)),
            Term::Sleep { time, unit } => self.sleep(expression, time, *unit)?,
            Term::Return(result) => {
                self.answer(result);
                return Err(Diverged);
            }
        })
    }

    /// The values of expressions that are computed one after the other, as they are when the last has been.
    pub(super) fn all(&mut self, values: &[Expression]) -> Result<Vec<Symbol>, Diverged> {
        let mut symbols = Vec::new();
        for (number, value) in values.iter().enumerate() {
            let symbol = self.evaluate(value, None)?;
            symbols.push(self.kept(symbol, values.iter().skip(number + 1)));
        }
        Ok(symbols)
    }

    /// Two values, the first as it is when it is computed.
    pub(super) fn both(
        &mut self,
        left: &Expression,
        right: &Expression,
    ) -> Result<(Symbol, Symbol), Diverged> {
        let symbol = self.evaluate(left, None)?;
        let left = self.kept(symbol, [right]);
        Ok((left, self.evaluate(right, None)?))
    }

    /// A value that is computed before others are: settled, if these take states or set variables.
    pub(super) fn kept<'e>(
        &mut self,
        symbol: Symbol,
        others: impl IntoIterator<Item = &'e Expression>,
    ) -> Symbol {
        if others.into_iter().all(is_pure) {
            symbol
        } else {
            self.settled(symbol, "value")
        }
    }

    fn variable(&mut self, line: u32, name: &str) -> Symbol {
        match self.lookup(name) {
            Some(Symbol::Changing(variable, ty)) => {
                Symbol::Place(Formula::Variable(variable.clone()), ty.clone())
            }
            Some(symbol) => symbol.clone(),
            None => {
                self.problem(
                    line,
                    Code::UnknownVariable,
                    format!("nothing binds `{name}`"),
                    "bind it with `let` before it is used",
                );
                Symbol::Unknown
            }
        }
    }

    /// `of.name`
    pub(super) fn field(&mut self, line: u32, of: &Symbol, name: &str) -> Symbol {
        match of {
            Symbol::Unknown => return Symbol::Unknown,
            Symbol::Struct { ty, fields } => {
                if let Some((_, symbol)) = fields.iter().find(|(field, _)| field.rust == name) {
                    return symbol.clone();
                }
                let known: Vec<Field> = fields.iter().map(|(field, _)| field.clone()).collect();
                self.unknown_field(line, &ty.to_string(), name, &known);
                return Symbol::Unknown;
            }
            Symbol::Wrapper { value, .. } => {
                if let Symbol::Tuple(items) = value.as_ref()
                    && let Some(item) = name.parse().ok().and_then(|index: usize| items.get(index))
                {
                    return item.clone();
                }
                if name == "0" {
                    return value.as_ref().clone();
                }
            }
            Symbol::Tuple(items) => {
                if let Some(item) = name.parse().ok().and_then(|index: usize| items.get(index)) {
                    return item.clone();
                }
            }
            Symbol::Place(formula, ty) => {
                if let Some(symbol) = self.field_of_place(line, formula, ty, name) {
                    return symbol;
                }
            }
            Symbol::Literal(_)
            | Symbol::Constant(..)
            | Symbol::Option(_)
            | Symbol::Variant { .. }
            | Symbol::List(_)
            | Symbol::Condition(_)
            | Symbol::Changing(..)
            | Symbol::Error { .. } => {}
        }
        let of = of.describe();
        self.problem(
            line,
            Code::UnknownField,
            format!("{of} has no field `{name}`"),
            "read a field of a struct",
        );
        Symbol::Unknown
    }

    fn field_of_place(&mut self, line: u32, formula: &Formula, ty: &Type, name: &str) -> Option<Symbol> {
        match ty {
            Type::Tuple(items) => {
                let index = name.parse::<usize>().ok()?;
                let item = items.get(index)?;
                Some(Symbol::Place(
                    Formula::Item(Box::new(formula.clone()), index),
                    item.clone(),
                ))
            }
            Type::Named(type_name) => match self.app.shapes.get(type_name)? {
                TypeDef::Struct(fields) => {
                    if let Some(field) = fields.iter().find(|field| field.rust == name) {
                        return Some(field_at(formula, field));
                    }
                    self.unknown_field(line, type_name, name, fields);
                    Some(Symbol::Unknown)
                }
                TypeDef::Transparent(inner @ Type::Tuple(_)) => {
                    self.field_of_place(line, formula, inner, name)
                }
                TypeDef::Transparent(inner) => {
                    (name == "0").then(|| Symbol::Place(formula.clone(), inner.clone()))
                }
                TypeDef::Enum { .. } => None,
            },
            Type::Unit
            | Type::Bool
            | Type::Integer(_)
            | Type::WideInteger
            | Type::Float
            | Type::String
            | Type::Json
            | Type::Option(_)
            | Type::List(_)
            | Type::Map(_) => None,
        }
    }

    fn structure(&mut self, line: u32, ty: &Type, values: &[FieldValue]) -> Result<Symbol, Diverged> {
        let definition = if let Type::Named(name) = ty {
            self.app.shapes.get(name)
        } else {
            None
        };
        let Some(TypeDef::Struct(fields)) = definition else {
            for field in values {
                self.evaluate(&field.value, None)?;
            }
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no struct"),
                "list its shape in `shapes`",
            );
            return Ok(Symbol::Unknown);
        };
        let symbols = self.fields(line, &ty.to_string(), fields, values)?;
        let fields = fields.iter().cloned().zip(symbols).collect();
        Ok(Symbol::Struct {
            ty: ty.clone(),
            fields,
        })
    }

    /// The values of named fields, in declaration order.
    pub(super) fn fields(
        &mut self,
        line: u32,
        ty: &str,
        fields: &[Field],
        values: &[FieldValue],
    ) -> Result<Vec<Symbol>, Diverged> {
        let mut found = Vec::new();
        for (number, FieldValue { name, value }) in values.iter().enumerate() {
            // A variable is named after the field that it is for.
            let hint = Pattern::Bind(name.clone());
            let symbol = self.evaluate(value, Some(&hint))?;
            let symbol = self.kept(symbol, values.iter().skip(number + 1).map(|field| &field.value));
            match fields.iter().find(|field| &field.rust == name) {
                Some(field) => {
                    let place = format!("`{name}` of `{ty}`");
                    found.push((name, self.accepted(value.line, &place, symbol, &field.ty)));
                }
                None => self.unknown_field(value.line, ty, name, fields),
            }
        }
        Ok(fields
            .iter()
            .map(|field| {
                let value = found.iter().find(|(name, _)| *name == &field.rust);
                if value.is_none() {
                    self.problem(
                        line,
                        Code::InputMismatch,
                        format!("`{ty}` is built without its field `{}`", field.rust),
                        "give it a value",
                    );
                }
                value.map_or(Symbol::Unknown, |(_, symbol)| symbol.clone())
            })
            .collect())
    }

    fn wrapper(&mut self, line: u32, ty: &Type, values: &[Expression]) -> Result<Symbol, Diverged> {
        let symbols = self.all(values)?;
        let Some(inner) = super::fit::definition_inside(&self.app.shapes, ty).cloned() else {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no tuple struct"),
                "list its shape in `shapes`",
            );
            return Ok(Symbol::Unknown);
        };
        let value = match (&inner, symbols.as_slice()) {
            (Type::Tuple(_), _) => Symbol::Tuple(symbols),
            (_, [one]) => one.clone(),
            (_, _) => Symbol::Tuple(symbols),
        };
        let value = self.accepted(line, &format!("`{ty}`"), value, &inner);
        Ok(Symbol::Wrapper {
            ty: ty.clone(),
            value: Box::new(value),
        })
    }

    fn variant_value(
        &mut self,
        line: u32,
        ty: &Type,
        name: &str,
        data: &Data<Expression, FieldValue>,
    ) -> Result<Symbol, Diverged> {
        let found = self.find_variant(line, ty, name);
        let path = format!("{ty}::{name}");
        let (symbols, fits) = match (data, found.as_ref().map(|(_, variant)| &variant.data)) {
            (Data::Unit, Some(VariantData::Unit) | None) => (Vec::new(), true),
            (Data::Unnamed(values), Some(VariantData::Newtype(inner))) if values.len() == 1 => {
                let place = format!("`{path}`");
                let symbols = self.all(values)?.into_iter();
                (
                    symbols
                        .map(|symbol| self.accepted(line, &place, symbol, inner))
                        .collect(),
                    true,
                )
            }
            (Data::Unnamed(values), Some(VariantData::Tuple(types))) if values.len() == types.len() => {
                let place = format!("`{path}`");
                let symbols = self.all(values)?.into_iter().zip(types);
                (
                    symbols
                        .map(|(symbol, ty)| self.accepted(line, &place, symbol, ty))
                        .collect(),
                    true,
                )
            }
            (Data::Named(values), Some(VariantData::Struct(fields))) => {
                (self.fields(line, &path, fields, values)?, true)
            }
            (Data::Unit | Data::Unnamed(_) | Data::Named(_), known) => (Vec::new(), known.is_none()),
        };
        if !fits {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{path}` is not built as it is declared"),
                "give it what the variant carries",
            );
            return Ok(Symbol::Unknown);
        }
        Ok(
            found.map_or(Symbol::Unknown, |(tagging, variant)| Symbol::Variant {
                ty: ty.clone(),
                tagging,
                variant,
                data: symbols,
            }),
        )
    }

    /// The variant `name` of `ty`; otherwise says that there is none.
    pub(super) fn find_variant(&mut self, line: u32, ty: &Type, name: &str) -> Option<(Tagging, Variant)> {
        let Type::Named(type_name) = ty else { return None };
        let Some(TypeDef::Enum { tagging, variants }) = self.app.shapes.get(type_name) else {
            self.problem(
                line,
                Code::InputMismatch,
                format!("`{ty}` is no enum"),
                "list its shape in `shapes`",
            );
            return None;
        };
        if let Some(variant) = variants.iter().find(|variant| variant.rust == name) {
            return Some((tagging.clone(), variant.clone()));
        }
        let names: Vec<String> = variants
            .iter()
            .map(|variant| format!("`{}`", variant.rust))
            .collect();
        self.problem(
            line,
            Code::UnknownField,
            format!("`{ty}` has no variant `{name}`"),
            format!("its variants are {}", names.join(", ")),
        );
        None
    }
}

/// The name that a pattern gives to a whole value.
pub(super) fn name(pattern: &Pattern) -> Option<&str> {
    if let Pattern::Bind(name) = pattern {
        Some(name)
    } else {
        None
    }
}
