//! An expression's tree in, its simple form out, if it has one.

use super::{Direct, Root, Step};
use crate::expression::{Part, signatures};
use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage, UnaryOp};
use jsonata_core::value::JValue;

impl Direct {
    /// The expression, if it is of the simple kind.
    pub(in crate::expression) fn compile(ast: &AstNode) -> Option<Self> {
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
}

impl Root {
    fn variable(name: &str) -> Option<Self> {
        let simple = !name.is_empty() && name != "states" && signatures::arity(name).is_none();
        simple.then(|| Self::Variable(name.into()))
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
