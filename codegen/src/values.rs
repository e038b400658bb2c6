//! An environment's `terraform.tfvars` in; what is wrong with it, before any plan, out.
//!
//! Terraform warns of an unknown variable, says nothing of an unknown attribute, and notices one that is missing when
//! it plans, in the one environment that it plans. This notices all of it in every environment, with the mend.

mod shape;
#[cfg(test)]
mod tests;

use crate::environments;
use crate::explain::near;
use crate::hcl;
use crate::terraform::Variable;
use ferrovia_model::CheckedApp;
use hcl_edit::Span;
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Attribute, Body};
use std::fmt;

/// The stable number of a kind of mistake, `V002`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// The file is missing, or is not a list of assignments.
    Unreadable = 1,
    /// The stack has no such variable, or the variable no such attribute.
    Unknown = 2,
    /// A variable without a default, or an attribute of one, is not set.
    Missing = 3,
    /// A value of another type, or one that is computed.
    WrongType = 4,
    /// A value that a deploy passes.
    ReleaseValue = 5,
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "V{:03}", *self as u8)
    }
}

/// One mistake in an environment's values.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, from the repository's root.
    pub file: String,
    /// The line, counted from 1; `None` where what is missing has none.
    pub line: Option<usize>,
    /// Which kind.
    pub code: Code,
    /// One line, lower case, no full stop.
    pub message: String,
    /// What to do; lines to add stand below its first line.
    pub help: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}\n  --> {}", self.code, self.message, self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, "\n  help: {}", self.help)
    }
}

/// Where an environment's values stand, from the repository's root.
#[must_use]
pub fn path(environment: &str) -> String {
    format!("environments/{environment}/terraform.tfvars")
}

/// Every mistake in the text of the environment's values, by line; `None` stands for a file that is not there.
#[must_use]
pub fn mistakes(app: &CheckedApp, environment: &str, text: Option<&str>) -> Vec<Mistake> {
    let mut report = Report {
        file: path(environment),
        text: text.unwrap_or_default(),
        mistakes: Vec::new(),
    };
    if text.is_none() {
        let help = "run `cargo run -p codegen`, which writes one to begin with, and commit it";
        report.add(None, Code::Unreadable, "there is no such file".to_owned(), help);
        return report.mistakes;
    }
    match parse_body(report.text) {
        Ok(body) => report.body(&body, &environments::declared(app), environment),
        Err(error) => {
            let line = error.location().line();
            let message = format!("this is no assignment: {}", error.message());
            let help = "write `name = value`, once for each name";
            report.add(Some(line), Code::Unreadable, message, help);
        }
    }
    report.mistakes.sort();
    report.mistakes
}

/// The mistakes of one file, as they are found.
struct Report<'a> {
    file: String,
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Report<'_> {
    fn add(&mut self, line: Option<usize>, code: Code, message: String, help: impl Into<String>) {
        self.mistakes.push(Mistake {
            file: self.file.clone(),
            line,
            code,
            message,
            help: help.into(),
        });
    }

    /// The line on which something begins.
    fn line(&self, of: &impl Span) -> Option<usize> {
        let before = self.text.get(..of.span()?.start)?;
        Some(before.matches('\n').count() + 1)
    }

    fn body(&mut self, body: &Body, declared: &[Variable], environment: &str) {
        for block in body.blocks() {
            let message = format!("`{}` is a block", block.ident.as_str());
            let help = "values are assignments: `name = value`";
            self.add(self.line(block), Code::Unreadable, message, help);
        }
        for attribute in body.attributes() {
            let name = attribute.key.as_str();
            match declared.iter().find(|variable| variable.name == name) {
                Some(variable) if variable.is_release_value() => {
                    let message = format!("`{name}` is not the environment's to choose");
                    let help = "remove it: a deploy passes it, for each release anew";
                    self.add(self.line(attribute), Code::ReleaseValue, message, help);
                }
                Some(variable) => self.value(attribute, variable, environment),
                None => self.unknown(attribute, declared),
            }
        }
        let required = declared
            .iter()
            .filter(|variable| variable.default.is_none() && !variable.is_release_value());
        for variable in required.filter(|variable| !body.has_attribute(&variable.name)) {
            let message = format!("`{}` is not set, and has no default", variable.name);
            self.add(None, Code::Missing, message, assignment(variable, environment));
        }
    }

    fn unknown(&mut self, attribute: &Attribute, declared: &[Variable]) {
        let name = attribute.key.as_str();
        let names = declared.iter().filter(|variable| !variable.is_release_value());
        let help = meant(
            name,
            names.map(|variable| variable.name.as_str()),
            "nothing reads it",
        );
        let message = format!("the stack has no variable `{name}`");
        self.add(self.line(attribute), Code::Unknown, message, help);
    }
}

/// How to mend a name that nothing knows.
fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>, reason: &str) -> String {
    match near::to(name, known).first() {
        Some(near) => format!("did you mean `{near}`? If not, remove it: {reason}"),
        None => format!("remove it: {reason}"),
    }
}

/// The lines to add for a variable that an environment lacks.
fn assignment(variable: &Variable, environment: &str) -> String {
    let Some(value) = variable.value(environment) else {
        return "set it".to_owned();
    };
    let entry = (variable.description.clone(), variable.name.clone(), value.clone());
    let text = hcl::assignments("", &[entry]);
    format!("add, with a value of your choice:\n{text}")
        .trim_end()
        .to_owned()
}
