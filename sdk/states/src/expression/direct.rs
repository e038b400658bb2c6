//! An expression of the common, simple kind in, its value without the interpreter out.
//!
//! Machines mostly hand data on: a variable, a field of it, an object of fields, a comparison, a default. These are
//! computed here, several times as fast, as long as every operand is of the kind that JSONata treats in the plain
//! way. As soon as one is not (a field of a list, a string plus a number, an undefined operand) there is no answer,
//! and the interpreter gives it; since expressions have no effects, that is safe at any point.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else there is, or comes to be, is for the interpreter: that is this module's one idea"
)]

mod compile;

use super::{Part, Scope};
use jsonata_core::ast::BinaryOp;
use jsonata_core::value::{JMap, JValue};
use std::rc::Rc;

/// A compiled expression.
pub(super) enum Direct {
    Literal(JValue),
    /// A root, and what is taken from it in turn.
    Path(Root, Box<[Step]>),
    Object(Box<[(String, Direct)]>),
    /// The items; whether each is a list's own brackets, which stay where others' items are joined in.
    List(Box<[(Direct, bool)]>),
    Conditional(Box<[Direct; 3]>),
    Binary(BinaryOp, Box<[Direct; 2]>),
    /// `$exists(…)` or `$not(…)`
    Exists(Box<Direct>),
    Not(Box<Direct>),
}

pub(super) enum Root {
    Variable(Box<str>),
    States(Part),
}

pub(super) enum Step {
    Field(Box<str>),
    Index(usize),
}

impl Direct {
    /// The value, or undefined; none if the interpreter has to say.
    pub(super) fn evaluate(&self, scope: &dyn Scope) -> Option<JValue> {
        match self {
            Self::Literal(value) => Some(value.clone()),
            Self::Path(root, steps) => follow(root.value(scope), steps),
            Self::Object(members) => {
                let mut object = JMap::default();
                object.reserve(members.len());
                for (name, value) in members {
                    match value.evaluate(scope)? {
                        JValue::Undefined => {}
                        value => {
                            object.insert(name.clone(), value);
                        }
                    }
                }
                Some(JValue::Object(Rc::new(object)))
            }
            Self::List(items) => {
                let mut list = Vec::with_capacity(items.len());
                for (item, is_list) in items {
                    match item.evaluate(scope)? {
                        JValue::Undefined => {}
                        JValue::Array(_) if !is_list => return None,
                        value => list.push(value),
                    }
                }
                Some(JValue::array(list))
            }
            Self::Conditional(branches) => {
                let [condition, then, otherwise] = &**branches;
                match condition.evaluate(scope)? {
                    JValue::Bool(true) => then.evaluate(scope),
                    JValue::Bool(false) => otherwise.evaluate(scope),
                    _ => None,
                }
            }
            Self::Binary(op, operands) => {
                let [left, right] = &**operands;
                binary(*op, left, right, scope)
            }
            // A variable of the function's name would hide it.
            Self::Exists(_) if scope.variable("exists").is_some() => None,
            Self::Exists(value) => Some(JValue::Bool(!value.evaluate(scope)?.is_undefined())),
            Self::Not(_) if scope.variable("not").is_some() => None,
            Self::Not(value) => value.evaluate(scope)?.as_bool().map(|value| JValue::Bool(!value)),
        }
    }
}

impl Root {
    fn value(&self, scope: &dyn Scope) -> JValue {
        let value = match self {
            Self::Variable(name) => scope.variable(name),
            Self::States(part) => scope.states(*part),
        };
        value.map_or(JValue::Undefined, |value| value.jsonata().clone())
    }
}

fn follow(root: JValue, steps: &[Step]) -> Option<JValue> {
    let mut value = root;
    for step in steps {
        value = match (step, &value) {
            (Step::Field(name), JValue::Object(members)) => {
                members.get(&**name).cloned().unwrap_or(JValue::Undefined)
            }
            (Step::Index(index), JValue::Array(items)) => match items.get(*index) {
                // A list in a list is taken apart.
                Some(JValue::Array(_)) => return None,
                Some(item) => item.clone(),
                None => JValue::Undefined,
            },
            (_, JValue::Undefined) => return Some(JValue::Undefined),
            (Step::Field(_), JValue::Null | JValue::Bool(_) | JValue::Number(_) | JValue::String(_)) => {
                return Some(JValue::Undefined);
            }
            _ => return None,
        };
    }
    Some(value)
}

fn binary(op: BinaryOp, left: &Direct, right: &Direct, scope: &dyn Scope) -> Option<JValue> {
    let left = left.evaluate(scope)?;
    match (op, &left) {
        (BinaryOp::And, JValue::Bool(false)) | (BinaryOp::Or, JValue::Bool(true)) => return Some(left),
        _ => {}
    }
    match (op, left, right.evaluate(scope)?) {
        (BinaryOp::Add, JValue::Number(left), JValue::Number(right)) => number(left + right),
        (BinaryOp::Subtract, JValue::Number(left), JValue::Number(right)) => number(left - right),
        (BinaryOp::Multiply, JValue::Number(left), JValue::Number(right)) => number(left * right),
        (BinaryOp::LessThan, JValue::Number(left), JValue::Number(right)) => truth(left < right),
        (BinaryOp::LessThanOrEqual, JValue::Number(left), JValue::Number(right)) => truth(left <= right),
        (BinaryOp::GreaterThan, JValue::Number(left), JValue::Number(right)) => truth(left > right),
        (BinaryOp::GreaterThanOrEqual, JValue::Number(left), JValue::Number(right)) => truth(left >= right),
        (BinaryOp::Equal, left, right) => truth(equal(&left, &right)?),
        (BinaryOp::NotEqual, left, right) => truth(!equal(&left, &right)?),
        (BinaryOp::And | BinaryOp::Or, JValue::Bool(_), JValue::Bool(right)) => truth(right),
        (BinaryOp::Concatenate, JValue::String(left), JValue::String(right)) => {
            Some(JValue::from([&*left, &*right].concat()))
        }
        _ => None,
    }
}

/// Whether two scalars are equal: of different kinds they never are.
fn equal(left: &JValue, right: &JValue) -> Option<bool> {
    let is_scalar = |value: &JValue| {
        matches!(
            value,
            JValue::Null | JValue::Bool(_) | JValue::Number(_) | JValue::String(_)
        )
    };
    (is_scalar(left) && is_scalar(right)).then(|| left == right)
}

/// Beyond what a double holds, the interpreter has the error.
fn number(number: f64) -> Option<JValue> {
    number.is_finite().then_some(JValue::Number(number))
}

const fn truth(value: bool) -> Option<JValue> {
    Some(JValue::Bool(value))
}
