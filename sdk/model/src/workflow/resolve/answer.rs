//! A result in; the state that ends the machine, or the iteration of a Map, with it out.

use super::lower::Target;
use super::symbol::Symbol;
use super::{Diverged, Resolver, fit};
use crate::workflow::flow::{Action, Cause, Formula, Template};
use crate::workflow::transcript::{Data, Expression, Failure, FieldValue, Term};
use crate::{Code, Type, TypeDef};

/// What ends well answers.
#[derive(Debug)]
pub(super) struct Answer {
    /// In a problem.
    pub(super) place: &'static str,
    /// `None` until the first answer says it.
    pub(super) ty: Option<Type>,
}

impl Resolver<'_> {
    /// The machine's own result, or that of an iteration: ends it.
    pub(super) fn answer(&mut self, expression: &Expression) {
        let line = expression.line;
        match &expression.term {
            Term::Ok(value) => self.succeed(value),
            Term::Err(failure) => {
                // It diverges either way.
                let _ = self.fail(line, failure);
            }
            Term::Step { .. } => self.last_step(expression),
            Term::If { .. } | Term::Match { .. } | Term::Block(_) => {
                // Its branches answer, each for itself.
                let _ = self.lower(expression, &mut Target::Return);
            }
            Term::Return(inner) => self.answer(inner),
            Term::Break(_) | Term::Continue(_) => {
                // They lead elsewhere.
                let _ = self.evaluate(expression, None);
            }
            Term::Literal(_)
            | Term::Constant { .. }
            | Term::Variable(_)
            | Term::Field { .. }
            | Term::Struct { .. }
            | Term::Wrapper { .. }
            | Term::Variant { .. }
            | Term::Option(_)
            | Term::Tuple(_)
            | Term::List(_)
            | Term::Join(_)
            | Term::Map { .. }
            | Term::Try(_)
            | Term::Not(_)
            | Term::And(..)
            | Term::Or(..)
            | Term::Compare { .. }
            | Term::IsSome(_)
            | Term::Count(_)
            | Term::IsEmpty(_)
            | Term::Contains { .. }
            | Term::Arithmetic { .. }
            | Term::Negate(_)
            | Term::Cast { .. }
            | Term::Format(_)
            | Term::For { .. }
            | Term::While { .. }
            | Term::Sleep { .. } => self.unsupported(
                line,
                "a workflow's result is `Ok(…)`, `Err(…)` or a step's own",
                "put the value into `Ok(…)`",
            ),
        }
    }

    fn succeed(&mut self, value: &Expression) {
        // `Ok(step.await?)` is the step's own result, with its errors absorbed.
        if let Term::Try(step) = &value.term
            && matches!(step.term, Term::Step { .. })
        {
            return self.last_step(step);
        }
        let Ok(symbol) = self.evaluate(value, None) else {
            return;
        };
        let place = self.answer.place;
        let output = match self.answers(value.line, symbol.ty().as_ref(), &symbol) {
            Some(ty) => self.fitted(value.line, place, &symbol, &ty),
            None => return,
        };
        // A list of several expressions is no expression; a variable can hold it.
        let output = match output {
            Template::List(_) => {
                let variable = self.graph.variable("answer");
                self.graph.set(&variable, output);
                Template::Formula(Formula::Variable(variable))
            }
            output @ (Template::Literal(_) | Template::Formula(_) | Template::Object(_)) => output,
        };
        self.graph.end("return", Action::Succeed { output });
    }

    /// The type of what is answered; the first answer of an iteration may say it.
    pub(super) fn answers(&mut self, line: u32, found: Option<&Type>, symbol: &Symbol) -> Option<Type> {
        if self.answer.ty.is_none() {
            self.answer.ty = found.cloned();
        }
        if self.answer.ty.is_none() && !matches!(symbol, Symbol::Unknown) {
            let place = self.answer.place;
            self.unsupported(
                line,
                format!("nothing says of what type {place} is"),
                "write it: `async |item| -> Result<Answer, Error> { … }`",
            );
        }
        self.answer.ty.clone()
    }

    fn fail(&mut self, line: u32, failure: &Failure) -> Result<(), Diverged> {
        match failure {
            Failure::New { name, message, data } => {
                self.absorbs(line, name);
                let cause = Cause::New {
                    name: name.clone(),
                    message: message.clone(),
                    data: data.clone(),
                };
                self.graph
                    .end(&format!("return Err({name})"), Action::Fail(cause));
            }
            Failure::Computed {
                name,
                message,
                ty,
                data,
            } => {
                let data = self.carried(line, name, ty, data)?;
                self.absorbs(line, name);
                let variable = self.graph.variable("failure");
                self.graph.set(&variable, data);
                let cause = Cause::Computed {
                    name: name.clone(),
                    message: message.clone(),
                    data: variable,
                };
                self.graph
                    .end(&format!("return Err({name})"), Action::Fail(cause));
            }
            Failure::Caught(name) => self.fail_again(line, name),
        }
        Ok(())
    }

    /// What an error carries.
    fn carried(
        &mut self,
        line: u32,
        name: &str,
        ty: &Type,
        data: &Data<Expression, FieldValue>,
    ) -> Result<Template, Diverged> {
        let place = format!("`{name}`");
        let definition = match ty {
            Type::Named(type_name) => self.app.shapes.get(type_name),
            Type::Unit
            | Type::Bool
            | Type::Integer(_)
            | Type::WideInteger
            | Type::Float
            | Type::String
            | Type::Json
            | Type::Option(_)
            | Type::List(_)
            | Type::Map(_)
            | Type::Tuple(_) => None,
        };
        let symbol = match (data, definition) {
            (Data::Unnamed(values), _) if values.len() == 1 => self.all(values)?.pop(),
            (Data::Named(values), Some(TypeDef::Struct(fields))) => {
                let symbols = self.fields(line, name, fields, values)?;
                Some(Symbol::Struct {
                    ty: ty.clone(),
                    fields: fields.iter().cloned().zip(symbols).collect(),
                })
            }
            (Data::Unit, _) if *ty == Type::Unit => Some(Symbol::UNIT),
            (Data::Unit | Data::Unnamed(_) | Data::Named(_), _) => None,
        };
        let Some(symbol) = symbol else {
            self.problem(
                line,
                Code::InputMismatch,
                format!("{place} is not built as it is declared"),
                "give it what the variant carries",
            );
            return Ok(Template::Literal(serde_json::Value::Null));
        };
        if fit::is_rounded(&self.app.shapes, ty) {
            self.unsupported(
                line,
                format!("{place} carries a float or a 64-bit integer, of which a machine writes 15 digits"),
                "carry it as a string, or let a step fail with it",
            );
        }
        Ok(self.fitted(line, &place, &symbol, ty))
    }

    /// Fails with an error that was caught.
    fn fail_again(&mut self, line: u32, name: &str) {
        let Some(Symbol::Error { variable, names }) = self.lookup(name).cloned() else {
            if self.lookup(name).is_none() {
                self.problem(
                    line,
                    Code::UnknownVariable,
                    format!("nothing binds `{name}`"),
                    "bind the error with `Err(other)`",
                );
            } else {
                self.unsupported(
                    line,
                    format!("`{name}` is no error"),
                    "bind the error with `Err(other)`",
                );
            }
            return;
        };
        names.iter().for_each(|name| self.absorbs(line, name));
        self.graph.end(
            &format!("return Err({name})"),
            Action::Fail(Cause::Caught(variable)),
        );
    }
}
