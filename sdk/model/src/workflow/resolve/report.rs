//! What the resolver finds wrong, in the author's words.

use super::Resolver;
use super::fit::{Misfit, fit};
use super::symbol::Symbol;
use crate::workflow::flow::Template;
use crate::{Code, Field, Problem, Source, Type};
use serde_json::Value;

impl Resolver<'_> {
    pub(super) fn problem(
        &mut self,
        line: u32,
        code: Code,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        let source = Source::new(&self.workflow.source.file, line);
        self.problems.push(Problem {
            source,
            code,
            message: message.into(),
            help: help.into(),
        });
    }

    pub(super) fn unsupported(&mut self, line: u32, message: impl Into<String>, help: impl Into<String>) {
        self.problem(line, Code::Unsupported, message, help);
    }

    /// `symbol` as `place` wants it.
    pub(super) fn fitted(&mut self, line: u32, place: &str, symbol: &Symbol, ty: &Type) -> Template {
        match fit(&self.app.shapes, symbol, ty) {
            Ok(template) => template,
            Err(misfit) => {
                self.misfit(line, place, Some(ty), &misfit);
                Template::Literal(Value::Null)
            }
        }
    }

    /// `symbol`, or, after saying that it does not fit, one of which nothing more is said.
    pub(super) fn accepted(&mut self, line: u32, place: &str, symbol: Symbol, ty: &Type) -> Symbol {
        match fit(&self.app.shapes, &symbol, ty) {
            Ok(_) => symbol,
            Err(misfit) => {
                self.misfit(line, place, Some(ty), &misfit);
                Symbol::Unknown
            }
        }
    }

    pub(super) fn misfit(&mut self, line: u32, place: &str, wanted: Option<&Type>, misfit: &Misfit) {
        match (misfit, wanted) {
            (Misfit::Type(found), Some(ty)) => self.problem(
                line,
                Code::InputMismatch,
                format!("{place} wants `{ty}`, found {found}"),
                "build the value that is wanted from what precedes it, or let a step convert it",
            ),
            (Misfit::Type(found), None) => self.unsupported(
                line,
                format!("{place} takes no {found}"),
                "compare strings, numbers, booleans and enums without data; put any other comparison into a step",
            ),
            (Misfit::Wide, _) => self.unsupported(
                line,
                format!("{place} would read a 64-bit integer, of which a machine keeps 53 bits"),
                "carry it as a string or an integer of 32 bits, or inside a larger value",
            ),
            (Misfit::Form, _) => self.unsupported(
                line,
                format!("{place} is an internally tagged variant around something that is no struct"),
                "give the enum a `content`: `#[serde(tag = \"…\", content = \"…\")]`",
            ),
        }
    }

    /// Says so if `symbol` is not of that type.
    pub(super) fn expect_type(&mut self, line: u32, symbol: &Symbol, ty: &Type) {
        if symbol.ty().is_some_and(|found| &found != ty) {
            let found = symbol.describe();
            self.problem(
                line,
                Code::InputMismatch,
                format!("the pattern is of `{ty}`, the value of {found}"),
                "match with the value's own type",
            );
        }
    }

    pub(super) fn unknown_field(&mut self, line: u32, ty: &str, name: &str, fields: &[Field]) {
        let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.rust)).collect();
        let by_json = fields.iter().find(|field| field.json == name);
        let help = match (by_json, names.as_slice()) {
            (Some(field), _) => format!("`{name}` is its name in JSON; in Rust it is `{}`", field.rust),
            (None, []) => "it has no fields".to_owned(),
            (None, names) => format!("its fields are {}", names.join(", ")),
        };
        self.problem(
            line,
            Code::UnknownField,
            format!("`{ty}` has no field `{name}`"),
            help,
        );
    }
}
