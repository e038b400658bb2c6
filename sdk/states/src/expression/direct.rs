//! An expression of the common, simple kind in, its value without the interpreter out.
//!
//! Machines mostly hand data on: a variable, a field of it, an object of fields, a comparison, a default. These are
//! computed here, ten times as fast, as long as every operand is of the kind that JSONata treats in the plain way. As
//! soon as one is not (a field of a list, a string plus a number, an undefined operand) there is no answer, and the
//! interpreter gives it; since expressions have no effects, that is safe at any point.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "whatever else there is, or comes to be, is for the interpreter: that is this module's one idea"
)]

use super::{Part, Scope, signatures};
use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage, UnaryOp};
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
    /// The expression, if it is of the simple kind.
    pub(super) fn compile(ast: &AstNode) -> Option<Self> {
        match ast {
            AstNode::String(text) => Some(Self::Literal(JValue::from(text.as_str()))),
            AstNode::Number(number) => Some(Self::Literal(JValue::Number(*number))),
            AstNode::Boolean(value) => Some(Self::Literal(JValue::Bool(*value))),
            AstNode::Null => Some(Self::Literal(JValue::Null)),
            AstNode::Unary {
                op: UnaryOp::Negate,
                operand,
            } => match **operand {
                AstNode::Number(number) => Some(Self::Literal(JValue::Number(-number))),
                _ => None,
            },
            AstNode::Variable(name) => Some(Self::Path(Root::variable(name)?, [].into())),
            AstNode::Path { steps } => path(steps),
            AstNode::Object(members) => {
                let members = members.iter().map(|(name, value)| match name {
                    AstNode::String(name) => Some((name.clone(), Self::compile(value)?)),
                    _ => None,
                });
                let members = members.collect::<Option<Box<[_]>>>()?;
                let mut names: Vec<_> = members.iter().map(|(name, _)| name).collect();
                names.sort_unstable();
                // Two members of one name are an error, and the interpreter has its words.
                names
                    .windows(2)
                    .all(|pair| pair[0] != pair[1])
                    .then_some(Self::Object(members))
            }
            AstNode::Array(items) => {
                let items = items
                    .iter()
                    .map(|item| Some((Self::compile(item)?, matches!(item, AstNode::Array(_)))));
                Some(Self::List(items.collect::<Option<_>>()?))
            }
            AstNode::Block(expressions) => match expressions.as_slice() {
                [one] => Self::compile(one),
                _ => None,
            },
            AstNode::Conditional {
                condition,
                then_branch,
                else_branch,
            } => {
                let otherwise = match else_branch {
                    Some(branch) => Self::compile(branch)?,
                    None => Self::Literal(JValue::Undefined),
                };
                let branches = [Self::compile(condition)?, Self::compile(then_branch)?, otherwise];
                Some(Self::Conditional(Box::new(branches)))
            }
            AstNode::Binary { op, lhs, rhs } if is_simple(*op) => Some(Self::Binary(
                *op,
                Box::new([Self::compile(lhs)?, Self::compile(rhs)?]),
            )),
            AstNode::Function {
                name,
                args,
                is_builtin: true,
            } => match (name.as_str(), args.as_slice()) {
                ("exists", [argument]) => Some(Self::Exists(Box::new(Self::compile(argument)?))),
                ("not", [argument]) => Some(Self::Not(Box::new(Self::compile(argument)?))),
                _ => None,
            },
            _ => None,
        }
    }

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
    fn variable(name: &str) -> Option<Self> {
        let simple = !name.is_empty() && name != "states" && signatures::arity(name).is_none();
        simple.then(|| Self::Variable(name.into()))
    }

    fn value(&self, scope: &dyn Scope) -> JValue {
        let value = match self {
            Self::Variable(name) => scope.variable(name),
            Self::States(part) => scope.states(*part),
        };
        value.map_or(JValue::Undefined, |value| value.jsonata().clone())
    }
}

fn path(steps: &[PathStep]) -> Option<Direct> {
    let (first, mut rest) = steps.split_first()?;
    let AstNode::Variable(name) = &first.node else {
        return None;
    };
    let (root, mut taken) = if name == "states" && is_bare(first) && first.stages.is_empty() {
        let (part, after) = rest.split_first()?;
        rest = after;
        let AstNode::Name(name) = &part.node else {
            return None;
        };
        (Root::States(Part::named(name)?), index(part)?)
    } else {
        (Root::variable(name)?, index(first)?)
    };
    for step in rest {
        let AstNode::Name(name) = &step.node else {
            return None;
        };
        taken.push(Step::Field(name.as_str().into()));
        taken.extend(index(step)?);
    }
    Some(Direct::Path(root, taken.into()))
}

/// The index of a step, `[0]`, if that is all it has.
fn index(step: &PathStep) -> Option<Vec<Step>> {
    if !is_bare(step) {
        return None;
    }
    let index = match step.stages.as_slice() {
        [] => return Some(Vec::new()),
        [Stage::Filter(predicate)] => {
            let AstNode::Number(index) = **predicate else {
                return None;
            };
            index
        }
        _ => return None,
    };
    (index.fract() == 0.0 && (0.0..1e9).contains(&index)).then(|| vec![Step::Index(index as usize)])
}

const fn is_bare(step: &PathStep) -> bool {
    step.focus.is_none()
        && step.index_var.is_none()
        && step.ancestor_label.is_none()
        && !step.is_tuple
        && !step.inner_tuple
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

const fn is_simple(op: BinaryOp) -> bool {
    match op {
        BinaryOp::Add
        | BinaryOp::Subtract
        | BinaryOp::Multiply
        | BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::LessThan
        | BinaryOp::LessThanOrEqual
        | BinaryOp::GreaterThan
        | BinaryOp::GreaterThanOrEqual
        | BinaryOp::And
        | BinaryOp::Or
        | BinaryOp::Concatenate => true,
        BinaryOp::Divide
        | BinaryOp::Modulo
        | BinaryOp::Range
        | BinaryOp::In
        | BinaryOp::ColonEqual
        | BinaryOp::FocusBind
        | BinaryOp::IndexBind
        | BinaryOp::Coalesce
        | BinaryOp::Default
        | BinaryOp::ChainPipe => false,
    }
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
