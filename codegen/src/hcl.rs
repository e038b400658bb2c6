//! Terraform documents as values, printed the way `terraform fmt` leaves them.
//!
//! Our own rather than a crate: the ones there are keep a parsed file's layout but do not align what is new, and
//! the alignment is most of the work. `terraform fmt -check` and `terraform validate` judge the result.

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
    /// What no other variant says, such as a condition; written by hand in an emitter, never from data.
    Raw(&'static str),
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
        Self { keyword, labels: labels.into_iter().map(Into::into).collect(), items: Vec::new() }
    }

    /// A block without labels.
    #[must_use]
    pub const fn bare(keyword: &'static str) -> Self {
        Self { keyword, labels: Vec::new(), items: Vec::new() }
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
        let mut opening = self.keyword.to_owned();
        for label in &self.labels {
            // Labels are names that `check` has passed: nothing in them needs escaping.
            let _ = write!(opening, " \"{label}\"");
        }
        if self.items.is_empty() {
            out.line(depth, format!("{opening} {{}}"));
            return;
        }
        out.line(depth, format!("{opening} {{"));
        for item in &self.items {
            match item {
                Item::Attribute(name, value) => out.assign(depth + 1, name, value),
                Item::Block(block) => block.print(out, depth + 1),
                Item::Blank => out.blank(),
            }
        }
        out.line(depth, "}".to_owned());
    }
}

/// A file: a header comment, then blocks.
#[must_use]
pub fn file(header: &str, blocks: &[Block]) -> String {
    let mut lines = Lines::default();
    for line in header.lines() {
        lines.line(0, format!("# {line}"));
    }
    for block in blocks {
        lines.blank();
        block.print(&mut lines, 0);
    }
    lines.text()
}

/// The assignments of a `.tfvars` file, each below its comment.
#[must_use]
pub fn assignments(header: &str, values: &[(String, String, Expression)]) -> String {
    let mut lines = Lines::default();
    for line in header.lines() {
        lines.line(0, format!("# {line}"));
    }
    for (comment, name, value) in values {
        lines.blank();
        for line in comment.lines() {
            lines.line(0, format!("# {line}"));
        }
        lines.assign(0, name, value);
    }
    lines.text()
}

/// A printed line; an assignment keeps its two sides until the neighbours are known.
enum Line {
    Plain(String),
    Assignment { left: String, right: String },
}

#[derive(Default)]
struct Lines(Vec<Line>);

impl Lines {
    fn line(&mut self, depth: usize, text: String) {
        self.0.push(Line::Plain(indented(depth, &text)));
    }

    fn blank(&mut self) {
        self.0.push(Line::Plain(String::new()));
    }

    fn assign(&mut self, depth: usize, name: &str, value: &Expression) {
        match value {
            Expression::Object(entries) if !entries.is_empty() => {
                self.line(depth, format!("{name} = {{"));
                self.entries(depth + 1, entries);
                self.line(depth, "}".to_owned());
            }
            Expression::Call(function, arguments) if opens(arguments) => {
                let (last, before) = match arguments.split_last() {
                    Some((Expression::Object(last), before)) => (last.as_slice(), before),
                    Some(_) | None => (&[][..], &[][..]),
                };
                let mut opening = format!("{name} = {function}(");
                for argument in before {
                    opening.push_str(&inline(argument));
                    opening.push_str(", ");
                }
                opening.push('{');
                self.line(depth, opening);
                self.entries(depth + 1, last);
                self.line(depth, "})".to_owned());
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
            | Expression::Raw(_) => {
                self.0.push(Line::Assignment { left: indented(depth, name), right: inline(value) });
            }
        }
    }

    fn entries(&mut self, depth: usize, entries: &[(String, Expression)]) {
        for (key, value) in entries {
            self.assign(depth, &key_text(key), value);
        }
    }

    /// Aligns the `=` of neighbouring assignments, as `terraform fmt` does: a line that opens brackets is none.
    fn text(&self) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(line) = self.0.get(at) {
            match line {
                Line::Plain(text) => {
                    out.push_str(text);
                    out.push('\n');
                    at += 1;
                }
                Line::Assignment { .. } => {
                    let run: Vec<_> = self.0[at..]
                        .iter()
                        .map_while(|line| match line {
                            Line::Assignment { left, right } => Some((left, right)),
                            Line::Plain(_) => None,
                        })
                        .collect();
                    let width = run.iter().map(|(left, _)| left.chars().count()).max().unwrap_or(0);
                    for (left, right) in &run {
                        let _ = writeln!(out, "{left:width$} = {right}");
                    }
                    at += run.len();
                }
            }
        }
        out
    }
}

fn indented(depth: usize, text: &str) -> String {
    format!("{:width$}{text}", "", width = depth * 2)
}

fn opens(arguments: &[Expression]) -> bool {
    matches!(arguments.last(), Some(Expression::Object(entries)) if !entries.is_empty())
}

fn key_text(key: &str) -> String {
    let mut characters = key.chars();
    let identifier = characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|other| other.is_ascii_alphanumeric() || other == '_' || other == '-');
    if identifier { key.to_owned() } else { quoted(key) }
}

fn inline(expression: &Expression) -> String {
    let all = |items: &[Expression]| items.iter().map(inline).collect::<Vec<_>>().join(", ");
    match expression {
        Expression::Text(text) => quoted(text),
        Expression::Template(pieces) => {
            let pieces: String = pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Text(text) => escaped(text),
                    Piece::Interpolation(expression) => format!("${{{expression}}}"),
                })
                .collect();
            format!("\"{pieces}\"")
        }
        Expression::Number(number) => number.to_string(),
        Expression::Bool(value) => value.to_string(),
        Expression::Null => "null".to_owned(),
        Expression::Reference(path) => path.clone(),
        Expression::List(items) => format!("[{}]", all(items)),
        Expression::Object(entries) if entries.is_empty() => "{}".to_owned(),
        Expression::Object(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(key, value)| format!("{} = {}", key_text(key), inline(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Expression::Call(function, arguments) => format!("{function}({})", all(arguments)),
        Expression::Equals(left, right) => format!("{} == {}", inline(left), inline(right)),
        Expression::Above(left, right) => format!("{} > {}", inline(left), inline(right)),
        Expression::Raw(text) => (*text).to_owned(),
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

/// Escapes what a quoted template gives a meaning to.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(character) = rest.next() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => {
                out.push(character);
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}
