//! JSONata's text and a scope in, a value out.

mod analysis;
mod direct;
mod error;
mod functions;
mod references;
mod signatures;
#[cfg(test)]
mod tests;

pub use error::{EvaluationError, ExpressionError, Reason};
pub use references::{Call, References};
pub use signatures::{Arity, arity};

use crate::value::{NotJson, Value};
use direct::Direct;
use jsonata_core::ast::AstNode;
use jsonata_core::evaluator::{Context, Evaluator, EvaluatorOptions};
use jsonata_core::parser;
use jsonata_core::value::JValue;
use std::fmt;

/// What expressions see of the execution.
pub trait Scope {
    /// A workflow variable, if it has been assigned.
    fn variable(&self, name: &str) -> Option<Value>;

    /// A part of `$states`, if this state and this field have it.
    fn states(&self, part: Part) -> Option<Value>;

    /// The time, in milliseconds since 1970: what `$now()` and `$millis()` say.
    fn now_millis(&self) -> i64;

    /// Sixty-four random bits: what `$random()`, `$uuid()` and `$shuffle()` draw from.
    fn random(&self) -> u64;
}

/// A part of `$states`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// `$states.input`
    Input,
    /// `$states.result`
    Result,
    /// `$states.errorOutput`
    ErrorOutput,
    /// `$states.context`
    Context,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Input, Self::Result, Self::ErrorOutput, Self::Context];

    /// Its field in `$states`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Result => "result",
            Self::ErrorOutput => "errorOutput",
            Self::Context => "context",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }
}

/// How many milliseconds of the real clock an expression with functions of its own may take. Only recursion can be
/// endless, and reading the clock costs as much as a step of the evaluation.
const LONGEST_MS: u64 = 5_000;

/// An expression, parsed once.
pub struct Expression {
    source: Box<str>,
    references: References,
    ast: AstNode,
    /// The same without the interpreter, where that is possible.
    direct: Option<Direct>,
}

impl Expression {
    /// Parses an expression, without its `{%` and `%}`.
    ///
    /// # Errors
    /// It is not JSONata, or JSONata that Step Functions refuses.
    pub fn compile(source: &str) -> Result<Self, ExpressionError> {
        let (ast, references) = parse(source)?;
        match references.refused.first() {
            Some(error) => Err(error.clone()),
            None => Ok(Self {
                source: source.trim().into(),
                direct: Direct::compile(&ast),
                references,
                ast,
            }),
        }
    }

    /// Its text.
    pub const fn source(&self) -> &str {
        &self.source
    }

    /// What it reads and calls.
    pub const fn references(&self) -> &References {
        &self.references
    }

    /// Its value in `scope`; `field` is where it stands, for the error.
    ///
    /// # Errors
    /// It has no value, or none that JSON can say.
    pub fn evaluate(&self, field: &str, scope: &dyn Scope) -> Result<Value, EvaluationError> {
        match self.direct.as_ref().and_then(|direct| direct.evaluate(scope)) {
            Some(JValue::Undefined) => Err(self.error(field, Reason::Undefined)),
            Some(value) => Ok(Value::from_plain(value)),
            None => self.interpret(scope).map_err(|reason| self.error(field, reason)),
        }
    }

    /// The error that this expression, standing in `field`, gave something unusable.
    pub fn error(&self, field: &str, reason: Reason) -> EvaluationError {
        EvaluationError {
            expression: self.source.to_string(),
            field: field.to_owned(),
            reason,
        }
    }

    fn interpret(&self, scope: &dyn Scope) -> Result<Value, Reason> {
        let mut context = Context::new();
        // A variable of a function's name hides the function.
        let called = self.references.calls.iter().map(|call| &call.name);
        for name in self.references.variables.iter().chain(called) {
            if let Some(value) = scope.variable(name) {
                context.bind(name.clone(), value.jsonata().clone());
            }
        }
        if let Some(states) = self.states(scope) {
            context.bind("states".to_owned(), states);
        }
        let options = EvaluatorOptions {
            timeout_ms: self.references.defines_functions.then_some(LONGEST_MS),
            ..EvaluatorOptions::default()
        };
        let mut evaluator = Evaluator::with_options(context, options);
        functions::register(&mut evaluator, &self.references, scope)
            .and_then(|()| evaluator.evaluate(&self.ast, &JValue::Undefined))
            .map_err(|error| Reason::thrown(error.message()))
            .and_then(|value| {
                if value.is_undefined() {
                    return Err(Reason::Undefined);
                }
                Value::from_jsonata(value).map_err(|NotJson| Reason::Unsupported)
            })
    }

    /// `$states`, with those of its parts that this expression reads.
    fn states(&self, scope: &dyn Scope) -> Option<JValue> {
        let References {
            states, whole_states, ..
        } = &self.references;
        if states.is_empty() && !whole_states {
            return None;
        }
        let parts = Part::ALL
            .into_iter()
            .filter(|part| *whole_states || states.contains(part));
        let parts = parts.filter_map(|part| Some((part.name().to_owned(), scope.states(part)?)));
        Some(Value::object(parts).jsonata().clone())
    }
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Expression({})", self.source)
    }
}

/// The tree of an expression and what it refers to, what Step Functions refuses included.
pub(crate) fn parse(source: &str) -> Result<(AstNode, References), ExpressionError> {
    let ast = parser::parse(source).map_err(|error| ExpressionError::Syntax(error.to_string()))?;
    let references = References::of(&ast);
    Ok((ast, references))
}
