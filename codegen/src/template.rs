//! A JSON document with marked placeholders in, the text of a Terraform template file and the names of its
//! placeholders out.
//!
//! Terraform's `templatefile` gives a meaning to `${` and `%{`, wherever they stand. Policies and state machines
//! are full of braces, and JSONata of `{% … %}`, so nothing here is pasted: a placeholder is a mark inside a
//! string, and everything that is not a mark comes out of Terraform as it went in.
//!
//! ```
//! use codegen::template::{Placeholder, Template};
//!
//! let key = Placeholder::new("openai_key_arn");
//! let document = serde_json::json!({ "Resource": format!("{key}"), "Comment": "costs ${5}" });
//! let template = Template::of(&document, &[]);
//! assert_eq!(template.text(), "{\n  \"Comment\": \"costs $${5}\",\n  \"Resource\": \"${openai_key_arn}\"\n}\n");
//! assert_eq!(template.placeholders().iter().map(Placeholder::name).collect::<Vec<_>>(), ["openai_key_arn"]);
//! ```

use serde_json::Value;
use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};

/// Marks open and close with Unicode noncharacters, which no text is meant to interchange.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

/// Ends the name in the mark of a list, which no name does.
const LIST: &str = "[]";

/// The name of a value that Terraform alone knows. Displayed, it is a mark for [`Template::of`] to find, so that
/// any string of any document can hold one.
///
/// Terraform puts the value between the quotes of a JSON string as it is: a value must need no escaping there, as
/// ARNs, account numbers and names do not.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placeholder(String);

impl Placeholder {
    /// A placeholder by that name, made a Terraform identifier: lower case, other characters than letters, digits
    /// and `_` become `_`.
    #[must_use]
    pub fn new(name: &str) -> Self {
        let mut identifier = String::with_capacity(name.len());
        if !name.starts_with(|first: char| first.is_ascii_alphabetic()) {
            identifier.push_str("p_");
        }
        identifier.extend(name.chars().map(|character| {
            if character.is_ascii_alphanumeric() {
                character.to_ascii_lowercase()
            } else {
                '_'
            }
        }));
        Self(identifier)
    }

    /// The name that Terraform's `templatefile` is to be given.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0
    }

    /// A whole value of a document: Terraform puts a list of strings there, however many it knows. In a document it
    /// stands alone, outside of any other string; in the file it is `${jsonencode(name)}`, which is the one thing there
    /// that is no JSON.
    #[must_use]
    pub fn list(&self) -> Value {
        Value::from(format!("{OPEN}{}{LIST}{CLOSE}", self.0))
    }
}

impl Borrow<str> for Placeholder {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char(OPEN)?;
        f.write_str(&self.0)?;
        f.write_char(CLOSE)
    }
}

/// Text from outside, so that nothing in it is taken for a mark.
#[must_use]
pub fn literal(text: &str) -> String {
    text.replace(OPEN, &format!("{OPEN}{CLOSE}"))
}

/// What a string of a document is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// Text as it is.
    Literal(String),
    /// A value that Terraform knows.
    Placeholder(Placeholder),
}

/// Takes a string apart into literals and placeholders; neighbouring literals are one.
#[must_use]
pub fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    each_piece(text, |piece| match (piece, parts.last_mut()) {
        (Piece::Literal(text), Some(Part::Literal(before))) => before.push_str(text),
        (Piece::Literal(text), _) => parts.push(Part::Literal(text.to_owned())),
        (Piece::Placeholder(name), _) => parts.push(Part::Placeholder(Placeholder(name.to_owned()))),
    });
    parts
}

/// A [`Part`] or a piece of one, borrowed.
enum Piece<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

/// Visits the pieces of a string, none of them empty.
fn each_piece<'a>(text: &'a str, mut visit: impl FnMut(Piece<'a>)) {
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let (before, marked) = rest.split_at(at);
        let (open, after) = marked.split_at(OPEN.len_utf8());
        if !before.is_empty() {
            visit(Piece::Literal(before));
        }
        rest = match after.split_once(CLOSE) {
            Some((name, behind)) if is_name(name) => {
                visit(Piece::Placeholder(name));
                behind
            }
            Some(("", behind)) => {
                visit(Piece::Literal(open));
                behind
            }
            Some(_) | None => {
                visit(Piece::Literal(open));
                after
            }
        };
    }
    if !rest.is_empty() {
        visit(Piece::Literal(rest));
    }
}

/// The name of the list that a whole string is the mark of.
fn list_name(text: &str) -> Option<&str> {
    let name = text.strip_prefix(OPEN)?.strip_suffix(CLOSE)?.strip_suffix(LIST)?;
    is_name(name).then_some(name)
}

/// Whether a placeholder has that very name.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// The text of a template file, and what it needs to be rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    placeholders: BTreeSet<Placeholder>,
}

impl Template {
    /// Prints a document, pretty, with a line feed at the end. Of an object's members those named in `first` come
    /// first, in that order; the others follow by name.
    #[must_use]
    pub fn of(document: &Value, first: &[&str]) -> Self {
        let mut printer = Printer {
            text: String::new(),
            placeholders: BTreeSet::new(),
            // Of a name that stands there twice the first place counts.
            ranks: first
                .iter()
                .enumerate()
                .rev()
                .map(|(rank, name)| (*name, rank))
                .collect(),
        };
        printer.value(document, 0);
        printer.text.push('\n');
        Self {
            text: printer.text,
            placeholders: printer.placeholders,
        }
    }

    /// What the file holds.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same, taken out.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// The values that `templatefile` must be given: these and no others.
    #[must_use]
    pub const fn placeholders(&self) -> &BTreeSet<Placeholder> {
        &self.placeholders
    }
}

struct Printer<'a> {
    text: String,
    placeholders: BTreeSet<Placeholder>,
    /// The places of the members that come first.
    ranks: BTreeMap<&'a str, usize>,
}

impl Printer<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Bool(value) => self.text.push_str(if *value { "true" } else { "false" }),
            // Writing to a string cannot fail.
            Value::Number(number) => _ = write!(self.text, "{number}"),
            Value::String(text) => match list_name(text) {
                Some(name) => self.list_placeholder(name),
                None => self.string(text),
            },
            Value::Array(items) => {
                self.list('[', ']', depth, items, |printer, item| {
                    printer.value(item, depth + 1)
                });
            }
            Value::Object(members) => {
                let rank = |name: &str| self.ranks.get(name).copied().unwrap_or(usize::MAX);
                let mut members: Vec<_> = members
                    .iter()
                    .map(|(name, value)| (rank(name), name, value))
                    .collect();
                members.sort_unstable_by_key(|(rank, name, _)| (*rank, *name));
                self.list('{', '}', depth, members, |printer, (_, name, value)| {
                    printer.string(name);
                    printer.text.push_str(": ");
                    printer.value(value, depth + 1);
                });
            }
        }
    }

    fn list<T>(
        &mut self,
        open: char,
        close: char,
        depth: usize,
        items: impl IntoIterator<Item = T>,
        mut item: impl FnMut(&mut Self, T),
    ) {
        self.text.push(open);
        let mut count = 0;
        for next in items {
            self.text.push_str(if count == 0 { "\n" } else { ",\n" });
            self.indent(depth + 1);
            item(self, next);
            count += 1;
        }
        if count > 0 {
            self.text.push('\n');
            self.indent(depth);
        }
        self.text.push(close);
    }

    fn indent(&mut self, depth: usize) {
        (0..depth).for_each(|_| self.text.push_str("  "));
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        each_piece(text, |piece| match piece {
            Piece::Literal(literal) => self.literal(literal),
            Piece::Placeholder(name) => self.placeholder(name),
        });
        self.text.push('"');
    }

    fn placeholder(&mut self, name: &str) {
        // `$` before `${` would escape it; JSON has another way to write the `$`.
        if self.text.ends_with('$') {
            self.text.pop();
            self.text.push_str("\\u0024");
        }
        self.text.extend(["${", name, "}"]);
        self.note(name);
    }

    fn list_placeholder(&mut self, name: &str) {
        self.text.extend(["${jsonencode(", name, ")}"]);
        self.note(name);
    }

    fn note(&mut self, name: &str) {
        if !self.placeholders.contains(name) {
            self.placeholders.insert(Placeholder(name.to_owned()));
        }
    }

    fn literal(&mut self, literal: &str) {
        let mut rest = literal;
        while let Some(at) = rest.find(|character| !is_plain(character)) {
            let (plain, special) = rest.split_at(at);
            self.text.push_str(plain);
            let mut characters = special.chars();
            characters
                .by_ref()
                .take(1)
                .for_each(|character| self.special(character));
            rest = characters.as_str();
        }
        self.text.push_str(rest);
    }

    /// `${` becomes `$${` and `%{` becomes `%%{`, also at the end of a longer run of `$` or `%`: Terraform takes
    /// off exactly one.
    fn special(&mut self, character: char) {
        match character {
            '{' => {
                if let Some(sign @ ('$' | '%')) = self.text.chars().next_back() {
                    self.text.push(sign);
                }
                self.text.push('{');
            }
            '"' | '\\' => self.text.extend(['\\', character]),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            '\u{8}' => self.text.push_str("\\b"),
            '\u{c}' => self.text.push_str("\\f"),
            other => {
                for unit in other.encode_utf16(&mut [0; 2]) {
                    _ = write!(self.text, "\\u{unit:04x}");
                }
            }
        }
    }
}

/// Whether a template file holds the character as it is, wherever it stands.
const fn is_plain(character: char) -> bool {
    is_composed(character) && !matches!(character, '\0'..='\u{1F}' | '"' | '\\' | '{')
}

/// Whether Terraform leaves the character alone: it turns text into Unicode's composed form, in which `e` and a
/// combining accent are another text. Latin letters and common punctuation are composed already; the rest is
/// written as JSON escapes.
const fn is_composed(character: char) -> bool {
    matches!(character, '\0'..='\u{24F}' | '\u{2010}'..='\u{2027}')
}

#[cfg(test)]
mod tests;
