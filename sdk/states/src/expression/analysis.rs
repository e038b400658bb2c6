//! A parsed expression in, what it reads, calls and must not use out.

use super::{Call, ExpressionError, Part, References};
use jsonata_core::ast::{AstNode, BinaryOp, PathStep, Stage};

impl References {
    pub(super) fn of(ast: &AstNode) -> Self {
        let mut walk = Walk::default();
        walk.node(ast, Place::Top);
        walk.found
    }
}

/// Whether there is an item that `$` and field names speak of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Top,
    Inside,
}

#[derive(Default)]
struct Walk {
    found: References,
    /// Names bound by `:=` and by parameters, until their block or function ends.
    locals: Vec<String>,
}

impl Walk {
    fn node(&mut self, node: &AstNode, place: Place) {
        match node {
            AstNode::String(_)
            | AstNode::Number(_)
            | AstNode::Boolean(_)
            | AstNode::Null
            | AstNode::Undefined
            | AstNode::Placeholder
            | AstNode::Regex { .. }
            | AstNode::Parent(_) => {}
            AstNode::Name(name) => {
                if place == Place::Top {
                    self.refuse(ExpressionError::UnqualifiedField(name.clone()));
                }
            }
            AstNode::Variable(name) if name.is_empty() => self.context("$", place),
            AstNode::ParentVariable(_) => self.context("$$", place),
            AstNode::Wildcard => self.context("*", place),
            AstNode::Descendant => self.context("**", place),
            AstNode::Variable(name) => self.variable(name, &[]),
            AstNode::Path { steps } => {
                let mark = self.locals.len();
                self.path(steps, place);
                self.locals.truncate(mark);
            }
            AstNode::Binary { op, lhs, rhs } => self.binary(*op, lhs, rhs, place),
            AstNode::Unary { operand, .. } => self.node(operand, place),
            AstNode::Function {
                name,
                args,
                is_builtin,
            } => self.call(name, args, 0, *is_builtin, place),
            AstNode::Call { procedure, args } => {
                self.node(procedure, place);
                self.all(args, place);
            }
            AstNode::Lambda { params, body, .. } => {
                self.found.defines_functions = true;
                let mark = self.locals.len();
                self.locals.extend(params.iter().cloned());
                self.node(body, Place::Inside);
                self.locals.truncate(mark);
            }
            AstNode::Array(items) | AstNode::ArrayGroup(items) => self.all(items, place),
            AstNode::Object(members) => self.members(members, place),
            AstNode::ObjectTransform { input, pattern } => {
                let mark = self.locals.len();
                self.source(input, place);
                self.members(pattern, Place::Inside);
                self.locals.truncate(mark);
            }
            AstNode::Block(expressions) => {
                let mark = self.locals.len();
                self.all(expressions, place);
                self.locals.truncate(mark);
            }
            AstNode::Conditional {
                condition,
                then_branch,
                else_branch,
            } => {
                self.node(condition, place);
                self.node(then_branch, place);
                if let Some(branch) = else_branch {
                    self.node(branch, place);
                }
            }
            AstNode::FunctionApplication(inner) => self.node(inner, Place::Inside),
            AstNode::Sort { input, terms } => {
                let mark = self.locals.len();
                self.source(input, place);
                for (term, _) in terms {
                    self.node(term, Place::Inside);
                }
                self.locals.truncate(mark);
            }
            AstNode::Transform {
                location,
                update,
                delete,
            } => {
                self.node(location, Place::Inside);
                self.node(update, Place::Inside);
                if let Some(delete) = delete {
                    self.node(delete, Place::Inside);
                }
            }
        }
    }

    fn all(&mut self, nodes: &[AstNode], place: Place) {
        for node in nodes {
            self.node(node, place);
        }
    }

    fn members(&mut self, members: &[(AstNode, AstNode)], place: Place) {
        for (name, value) in members {
            self.node(name, place);
            self.node(value, place);
        }
    }

    /// What is sorted or grouped: the names that its steps bind (`@$v`, `#$i`) are seen by what follows.
    fn source(&mut self, node: &AstNode, place: Place) {
        if let AstNode::Path { steps } = node {
            self.path(steps, place);
        } else if let AstNode::Sort { input, terms } = node {
            self.source(input, place);
            for (term, _) in terms {
                self.node(term, Place::Inside);
            }
        } else {
            self.node(node, place);
        }
    }

    fn path(&mut self, steps: &[PathStep], place: Place) {
        for (number, step) in steps.iter().enumerate() {
            if let AstNode::Variable(name) = &step.node
                && number == 0
                && !name.is_empty()
            {
                self.variable(name, steps);
            } else {
                self.source(&step.node, if number == 0 { place } else { Place::Inside });
            }
            self.locals
                .extend(step.focus.iter().chain(&step.index_var).cloned());
            for stage in &step.stages {
                match stage {
                    Stage::Filter(predicate) => self.node(predicate, Place::Inside),
                    Stage::KeepArray => {}
                    Stage::Index(name) => self.locals.push(name.clone()),
                }
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, lhs: &AstNode, rhs: &AstNode, place: Place) {
        match (op, lhs, rhs) {
            (BinaryOp::ColonEqual, AstNode::Variable(name), _) => {
                self.found.binds_states |= name == "states";
                // A function may call itself by its name; any other value is computed before the name exists.
                if matches!(rhs, AstNode::Lambda { .. }) {
                    self.locals.push(name.clone());
                }
                self.node(rhs, place);
                self.locals.push(name.clone());
            }
            (
                BinaryOp::ChainPipe,
                _,
                AstNode::Function {
                    name,
                    args,
                    is_builtin,
                },
            ) => {
                self.node(lhs, place);
                self.call(name, args, 1, *is_builtin, place);
            }
            _ => {
                match op {
                    BinaryOp::Coalesce => self.refuse(ExpressionError::NewerOperator("??")),
                    BinaryOp::Default => self.refuse(ExpressionError::NewerOperator("?:")),
                    BinaryOp::Add
                    | BinaryOp::Subtract
                    | BinaryOp::Multiply
                    | BinaryOp::Divide
                    | BinaryOp::Modulo
                    | BinaryOp::Equal
                    | BinaryOp::NotEqual
                    | BinaryOp::LessThan
                    | BinaryOp::LessThanOrEqual
                    | BinaryOp::GreaterThan
                    | BinaryOp::GreaterThanOrEqual
                    | BinaryOp::And
                    | BinaryOp::Or
                    | BinaryOp::Concatenate
                    | BinaryOp::Range
                    | BinaryOp::In
                    | BinaryOp::ColonEqual
                    | BinaryOp::FocusBind
                    | BinaryOp::IndexBind
                    | BinaryOp::ChainPipe => {}
                }
                self.node(lhs, place);
                self.node(rhs, place);
            }
        }
    }

    fn call(&mut self, name: &str, args: &[AstNode], piped: usize, with_dollar: bool, place: Place) {
        if !with_dollar {
            if place == Place::Top {
                self.refuse(ExpressionError::UnqualifiedField(name.to_owned()));
            }
        } else if name == "eval" {
            self.refuse(ExpressionError::Eval);
        } else if !self.is_local(name) {
            let partial = args
                .iter()
                .any(|argument| matches!(argument, AstNode::Placeholder));
            let arguments = args.len() + if partial { 0 } else { piped };
            self.found.calls.push(Call {
                name: name.to_owned(),
                arguments,
            });
        }
        self.all(args, place);
    }

    /// A variable, and the path of which it is the first step.
    fn variable(&mut self, name: &str, steps: &[PathStep]) {
        if self.is_local(name) {
            return;
        }
        if name == "eval" {
            return self.refuse(ExpressionError::Eval);
        }
        if name != "states" {
            self.found.variables.insert(name.to_owned());
            return;
        }
        let field = |step: usize| match steps.get(step).map(|step| &step.node) {
            Some(AstNode::Name(name)) => Some(name.as_str()),
            Some(_) | None => None,
        };
        let plain = steps.first().is_none_or(|step| step.stages.is_empty());
        match field(1).filter(|_| plain) {
            Some(name) => match Part::named(name) {
                Some(part) => {
                    self.found.states.insert(part);
                    let token = field(2).is_none_or(|name| name == "Task")
                        && field(3).is_none_or(|name| name == "Token");
                    self.found.task_token |= part == Part::Context && token;
                }
                None => {
                    self.found.unknown_states.insert(name.to_owned());
                }
            },
            None => {
                self.found.whole_states = true;
                self.found.task_token = true;
            }
        }
    }

    fn context(&mut self, what: &'static str, place: Place) {
        if place == Place::Top {
            self.refuse(ExpressionError::Context(what));
        }
    }

    fn is_local(&self, name: &str) -> bool {
        self.locals.iter().any(|local| local == name)
    }

    fn refuse(&mut self, error: ExpressionError) {
        if !self.found.refused.contains(&error) {
            self.found.refused.push(error);
        }
    }
}
