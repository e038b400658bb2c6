//! JSON with expressions at its leaves in; what is wrong with them, and the variables they read, out.

use super::fields::Site;
use super::object::below;
use super::{Checker, Code, Read};
use crate::expression::{Arity, ExpressionError, Part, References, arity, parse};
use crate::template::expression;
use serde_json::Value;

/// What the expressions of a field refer to.
#[derive(Default)]
pub(super) struct Found {
    pub(super) reads: Vec<Read>,
    /// One of them can hold the task's token.
    pub(super) task_token: bool,
}

impl Checker {
    /// Every expression in `json`.
    pub(super) fn template(&mut self, json: &Value, pointer: &str, site: Site, found: &mut Found) {
        match json {
            Value::String(text) => self.text(text, pointer, site, found),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.template(item, &below(pointer, index), site, found);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.template(member, &below(pointer, name), site, found);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A string, which may be an expression.
    pub(super) fn text(&mut self, text: &str, pointer: &str, site: Site, found: &mut Found) {
        match expression(text) {
            Some(source) => self.expression(source, pointer, site, found),
            None if text.trim_start().starts_with("{%") || text.trim_end().ends_with("%}") => self.report(
                pointer,
                Code::Delimiters,
                format!("`{}` is neither an expression nor plain text", shortened(text)),
                "an expression is the whole string: `{% … %}`, with nothing outside; join texts with `&` inside",
            ),
            None => {}
        }
    }

    fn expression(&mut self, source: &str, pointer: &str, site: Site, found: &mut Found) {
        let references = match parse(source) {
            Ok((_, references)) => references,
            Err(error) => return self.refused(source, pointer, &error),
        };
        for error in &references.refused {
            self.refused(source, pointer, error);
        }
        if references.binds_states {
            self.report(
                pointer,
                Code::ReservedVariable,
                "`$states` cannot be bound",
                "choose another name: `$states` is what Step Functions gives",
            );
        }
        self.states(&references, pointer, site);
        for call in &references.calls {
            self.call(&call.name, call.arguments, pointer);
        }
        found.task_token |= references.task_token;
        found
            .reads
            .extend(references.variables.into_iter().map(|name| Read {
                name,
                pointer: pointer.to_owned(),
            }));
    }

    fn refused(&mut self, source: &str, pointer: &str, error: &ExpressionError) {
        let source = shortened(source.trim());
        let (code, message) = match error {
            ExpressionError::Syntax(message) => (
                Code::InvalidExpression,
                format!("`{source}` is not JSONata: {message}"),
            ),
            ExpressionError::NewerOperator(_)
            | ExpressionError::Eval
            | ExpressionError::Context(_)
            | ExpressionError::UnqualifiedField(_) => (Code::UnsupportedExpression, error.to_string()),
        };
        self.report(pointer, code, message, error.help());
    }

    fn states(&mut self, references: &References, pointer: &str, site: Site) {
        for part in &references.states {
            let (there, help) = match part {
                Part::Input | Part::Context => continue,
                Part::Result => (
                    site == Site::After,
                    "only `Output` and `Assign` of a Task, a Parallel or a Map have it; in others, read `$states.input`",
                ),
                Part::ErrorOutput => (
                    site == Site::Caught,
                    "only `Output` and `Assign` of a `Catch` entry have it",
                ),
            };
            if !there {
                let message = format!("`$states.{}` does not exist here", part.name());
                self.report(pointer, Code::UnavailableStates, message, help);
            }
        }
        for name in &references.unknown_states {
            self.report(
                pointer,
                Code::UnavailableStates,
                format!("`$states.{name}` does not exist"),
                "`$states` has `input`, `result`, `errorOutput` and `context`",
            );
        }
    }

    fn call(&mut self, name: &str, count: usize, pointer: &str) {
        let Some(Arity { least, most }) = arity(name) else {
            return self.report(
                pointer,
                Code::UnknownFunction,
                format!("there is no function `${name}`"),
                "functions are JSONata 2.0's, `$partition`, `$range`, `$hash`, `$random`, `$uuid` and `$parse`, \
                 and those that the expression defines itself",
            );
        };
        if count < least || most.is_some_and(|most| count > most) {
            let takes = match most {
                Some(most) if most == least => format!("{least}"),
                Some(most) => format!("{least} to {most}"),
                None => format!("at least {least}"),
            };
            self.report(
                pointer,
                Code::ArgumentCount,
                format!(
                    "`${name}` is called with {count} argument{}",
                    if count == 1 { "" } else { "s" }
                ),
                format!("it takes {takes}"),
            );
        }
    }
}

/// Text that fits into a line.
pub(super) fn shortened(text: &str) -> String {
    const MOST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
