//! Terraform documents as values, printed the way `terraform fmt` leaves them.
//!
//! Our own rather than a crate: the ones there are keep a parsed file's layout but do not align what is new, and
//! the alignment is most of the work. `terraform fmt -check` and `terraform validate` judge the result.

use std::borrow::Cow;
use std::fmt::Write;

/// An expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A quoted string, taken literally.
    Text(String),
    /// A quoted template of literal text and interpolated expressions.
    Template(Vec<Piece>),
    /// A number.
    Number(f64),
    /// `true` or `false`.
    Bool(bool),
    /// `null`.
    Null,
    /// A reference such as `module.database_platform.resource_id`, as Terraform writes it.
    Reference(String),
    /// `[…]`, on one line.
    List(Vec<Self>),
    /// `{…}`, a line for each entry; keys are quoted where they must be.
    Object(Vec<(String, Self)>),
    /// A function call. An object as the last argument opens its own lines.
    Call(&'static str, Vec<Self>),
    /// `a == b`
    Equals(Box<Self>, Box<Self>),
    /// `a > b`
    Above(Box<Self>, Box<Self>),
    /// `[for name in list : value]`
    Each(&'static str, Box<Self>, Box<Self>),
    /// What no other variant says, such as a condition; written by hand in an emitter, never from data.
    Raw(&'static str),
}

impl Expression {
    /// The value of an object's entry.
    #[must_use]
    pub fn entry(&self, name: &str) -> Option<&Self> {
        if let Self::Object(entries) = self {
            return entries
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value);
        }
        None
    }

    /// A value for each item of a list; the value may speak of the item by that name.
    #[must_use]
    pub fn each(name: &'static str, list: Self, value: Self) -> Self {
        Self::Each(name, Box::new(list), Box::new(value))
    }
}

/// A part of a template.
#[derive(Debug, Clone, PartialEq)]
pub enum Piece {
    /// Literal text.
    Text(String),
    /// `${…}`
    Interpolation(String),
}

/// Literal text.
pub fn text(text: impl Into<String>) -> Expression {
    Expression::Text(text.into())
}

/// A reference.
pub fn reference(path: impl Into<String>) -> Expression {
    Expression::Reference(path.into())
}

/// A whole number.
#[must_use]
pub fn number(number: u32) -> Expression {
    Expression::Number(f64::from(number))
}

/// An item of a body.
#[derive(Debug, Clone, PartialEq)]
enum Item {
    Attribute(String, Expression),
    Block(Block),
    Blank,
}

/// A block: `module "function_load_history" { … }`.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    keyword: &'static str,
    labels: Vec<String>,
    items: Vec<Item>,
}

impl Block {
    /// A block with labels.
    pub fn new(keyword: &'static str, labels: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self {
            keyword,
            labels: labels.into_iter().map(Into::into).collect(),
            items: Vec::new(),
        }
    }

    /// A block without labels.
    #[must_use]
    pub const fn bare(keyword: &'static str) -> Self {
        Self {
            keyword,
            labels: Vec::new(),
            items: Vec::new(),
        }
    }

    /// Adds an attribute.
    #[must_use]
    pub fn set(mut self, name: impl Into<String>, value: Expression) -> Self {
        self.items.push(Item::Attribute(name.into(), value));
        self
    }

    /// Adds a nested block, set apart by a blank line.
    #[must_use]
    pub fn nest(mut self, block: Self) -> Self {
        if !self.items.is_empty() {
            self.items.push(Item::Blank);
        }
        self.items.push(Item::Block(block));
        self
    }

    /// Sets what follows apart by a blank line.
    #[must_use]
    pub fn blank(mut self) -> Self {
        self.items.push(Item::Blank);
        self
    }

    fn print(&self, out: &mut Lines, depth: usize) {
        out.begin(depth);
        out.text.push_str(self.keyword);
        for label in &self.labels {
            // Labels are names that `check` has passed: nothing in them needs escaping.
            out.text.extend([" \"", label, "\""]);
        }
        if self.items.is_empty() {
            out.text.push_str(" {}\n");
            return;
        }
        out.text.push_str(" {\n");
        for item in &self.items {
            match item {
                Item::Attribute(name, value) => out.assign(depth + 1, name, value),
                Item::Block(block) => block.print(out, depth + 1),
                Item::Blank => out.blank(),
            }
        }
        out.line(depth, "}");
    }
}

/// A file: a header comment, then blocks.
#[must_use]
pub fn file(header: &str, blocks: &[Block]) -> String {
    let mut lines = Lines::default();
    for line in header.lines() {
        lines.comment(line);
    }
    for block in blocks {
        lines.blank();
        block.print(&mut lines, 0);
    }
    lines.finish()
}

/// The assignments of a `.tfvars` file, each below its comment.
#[must_use]
pub fn assignments(header: &str, values: &[(String, String, Expression)]) -> String {
    let mut lines = Lines::default();
    for line in header.lines() {
        lines.comment(line);
    }
    for (comment, name, value) in values {
        lines.blank();
        for line in comment.lines() {
            lines.comment(line);
        }
        lines.assign(0, name, value);
    }
    lines.finish()
}

/// Printed text. The last lines, if they are assignments, wait for their neighbours to be aligned with them.
#[derive(Default)]
struct Lines {
    text: String,
    run: Vec<Assignment>,
}

/// A line in the text that is an assignment; lengths are in bytes.
struct Assignment {
    length: usize,
    left: usize,
    /// Of what is left of the `=`, in characters.
    width: usize,
}

impl Lines {
    /// Begins a line that is no assignment.
    fn begin(&mut self, depth: usize) {
        self.align();
        self.indent(depth);
    }

    fn indent(&mut self, depth: usize) {
        (0..depth).for_each(|_| self.text.push_str("  "));
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.begin(depth);
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn comment(&mut self, text: &str) {
        self.begin(0);
        self.text.extend(["# ", text, "\n"]);
    }

    fn blank(&mut self) {
        self.line(0, "");
    }

    fn assign(&mut self, depth: usize, name: &str, value: &Expression) {
        match value {
            Expression::Object(entries) if !entries.is_empty() => {
                self.begin(depth);
                self.text.extend([name, " = {\n"]);
                self.entries(depth + 1, entries);
                self.line(depth, "}");
            }
            Expression::Call(function, arguments) if opens(arguments) => {
                let (last, before) = match arguments.split_last() {
                    Some((Expression::Object(last), before)) => (last.as_slice(), before),
                    Some(_) | None => (&[][..], &[][..]),
                };
                self.begin(depth);
                self.text.extend([name, " = ", function, "("]);
                for argument in before {
                    inline(argument, &mut self.text);
                    self.text.push_str(", ");
                }
                self.text.push_str("{\n");
                self.entries(depth + 1, last);
                self.line(depth, "})");
            }
            Expression::Text(_)
            | Expression::Template(_)
            | Expression::Number(_)
            | Expression::Bool(_)
            | Expression::Null
            | Expression::Reference(_)
            | Expression::List(_)
            | Expression::Object(_)
            | Expression::Call(..)
            | Expression::Equals(..)
            | Expression::Above(..)
            | Expression::Each(..)
            | Expression::Raw(_) => {
                let start = self.text.len();
                self.indent(depth);
                self.text.push_str(name);
                let left = self.text.len() - start;
                self.text.push_str(" = ");
                inline(value, &mut self.text);
                self.text.push('\n');
                let width = 2 * depth + name.chars().count();
                self.run.push(Assignment {
                    length: self.text.len() - start,
                    left,
                    width,
                });
            }
        }
    }

    fn entries(&mut self, depth: usize, entries: &[(String, Expression)]) {
        for (name, value) in entries {
            self.assign(depth, &key(name), value);
        }
    }

    /// Aligns the `=` of neighbouring assignments, as `terraform fmt` does: a line that opens brackets is none.
    fn align(&mut self) {
        let width = self.run.iter().map(|line| line.width).max().unwrap_or_default();
        let length: usize = self.run.iter().map(|line| line.length).sum();
        let lines = self.text.split_off(self.text.len() - length);
        let mut rest = lines.as_str();
        for Assignment {
            length,
            left,
            width: own,
        } in self.run.drain(..)
        {
            let (line, behind) = rest.split_at(length);
            let (left, right) = line.split_at(left);
            self.text.push_str(left);
            self.text.extend(std::iter::repeat_n(' ', width - own));
            self.text.push_str(right);
            rest = behind;
        }
    }

    fn finish(mut self) -> String {
        self.align();
        self.text
    }
}

fn opens(arguments: &[Expression]) -> bool {
    matches!(arguments.last(), Some(Expression::Object(entries)) if !entries.is_empty())
}

fn key(key: &str) -> Cow<'_, str> {
    let mut characters = key.chars();
    let identifier = characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_' || other == '-');
    if identifier {
        key.into()
    } else {
        let mut quoted = String::new();
        quote(key, &mut quoted);
        quoted.into()
    }
}

/// An expression on one line.
#[must_use]
pub fn inline_text(expression: &Expression) -> String {
    let mut text = String::new();
    inline(expression, &mut text);
    text
}

fn inline(expression: &Expression, out: &mut String) {
    match expression {
        Expression::Text(text) => quote(text, out),
        Expression::Template(pieces) => {
            out.push('"');
            for piece in pieces {
                match piece {
                    Piece::Text(text) => escape(text, out),
                    Piece::Interpolation(expression) => out.extend(["${", expression, "}"]),
                }
            }
            out.push('"');
        }
        // Writing to a string cannot fail.
        Expression::Number(number) => _ = write!(out, "{number}"),
        Expression::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Expression::Null => out.push_str("null"),
        Expression::Reference(path) => out.push_str(path),
        Expression::List(items) => {
            out.push('[');
            separated(items, out, inline);
            out.push(']');
        }
        Expression::Object(entries) if entries.is_empty() => out.push_str("{}"),
        Expression::Object(entries) => {
            out.push_str("{ ");
            separated(entries, out, |(name, value), out| {
                out.extend([&key(name), " = "]);
                inline(value, out);
            });
            out.push_str(" }");
        }
        Expression::Call(function, arguments) => {
            out.extend([function, "("]);
            separated(arguments, out, inline);
            out.push(')');
        }
        Expression::Equals(left, right) => compare(left, " == ", right, out),
        Expression::Above(left, right) => compare(left, " > ", right, out),
        Expression::Each(name, list, value) => {
            out.extend(["[for ", name, " in "]);
            inline(list, out);
            out.push_str(" : ");
            inline(value, out);
            out.push(']');
        }
        Expression::Raw(text) => out.push_str(text),
    }
}

fn separated<T>(items: &[T], out: &mut String, print: impl Fn(&T, &mut String)) {
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        print(item, out);
    }
}

fn compare(left: &Expression, sign: &str, right: &Expression, out: &mut String) {
    inline(left, out);
    out.push_str(sign);
    inline(right, out);
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out);
    out.push('"');
}

/// Escapes what a quoted template gives a meaning to.
fn escape(text: &str, out: &mut String) {
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([character, character]),
            other => out.push(other),
        }
    }
}
