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
use std::collections::BTreeSet;
use std::fmt;

/// Marks open and close with Unicode noncharacters, which no text is meant to interchange.
const OPEN: char = '\u{FDD0}';
const CLOSE: char = '\u{FDD1}';

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
}

impl fmt::Display for Placeholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{OPEN}{}{CLOSE}", self.0)
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
    let mut literal = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(OPEN) {
        literal.push_str(before);
        match after.split_once(CLOSE) {
            Some(("", after)) => {
                literal.push(OPEN);
                rest = after;
            }
            Some((name, after)) if Placeholder::new(name).name() == name => {
                if !literal.is_empty() {
                    parts.push(Part::Literal(std::mem::take(&mut literal)));
                }
                parts.push(Part::Placeholder(Placeholder(name.to_owned())));
                rest = after;
            }
            Some(_) | None => {
                literal.push(OPEN);
                rest = after;
            }
        }
    }
    literal.push_str(rest);
    if !literal.is_empty() {
        parts.push(Part::Literal(literal));
    }
    parts
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
            first,
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

    /// The values that `templatefile` must be given: these and no others.
    #[must_use]
    pub const fn placeholders(&self) -> &BTreeSet<Placeholder> {
        &self.placeholders
    }
}

struct Printer<'a> {
    text: String,
    placeholders: BTreeSet<Placeholder>,
    first: &'a [&'a str],
}

impl Printer<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null | Value::Bool(_) | Value::Number(_) => self.text.push_str(&value.to_string()),
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.list('[', ']', depth, items, |printer, item| {
                    printer.value(item, depth + 1)
                });
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by_key(|(name, _)| {
                    (
                        self.first
                            .iter()
                            .position(|first| first == name)
                            .unwrap_or(self.first.len()),
                        *name,
                    )
                });
                self.list('{', '}', depth, members, |printer, (name, value)| {
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
            self.text.push_str(&"  ".repeat(depth + 1));
            item(self, next);
            count += 1;
        }
        if count > 0 {
            self.text.push('\n');
            self.text.push_str(&"  ".repeat(depth));
        }
        self.text.push(close);
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for part in parts(text) {
            match part {
                Part::Literal(literal) => self.literal(&literal),
                Part::Placeholder(placeholder) => {
                    // `$` before `${` would escape it; JSON has another way to write the `$`.
                    if self.text.ends_with('$') {
                        self.text.pop();
                        self.text.push_str("\\u0024");
                    }
                    self.text.push_str("${");
                    self.text.push_str(placeholder.name());
                    self.text.push('}');
                    self.placeholders.insert(placeholder);
                }
            }
        }
        self.text.push('"');
    }

    /// `${` becomes `$${` and `%{` becomes `%%{`, also at the end of a longer run of `$` or `%`: Terraform takes
    /// off exactly one.
    fn literal(&mut self, literal: &str) {
        let quoted = Value::from(literal).to_string();
        for character in quoted[1..quoted.len() - 1].chars() {
            if character == '{'
                && let Some(sign @ ('$' | '%')) = self.text.chars().next_back()
            {
                self.text.push(sign);
            }
            if is_composed(character) {
                self.text.push(character);
            } else {
                let units = &mut [0; 2];
                self.text.extend(
                    character
                        .encode_utf16(units)
                        .iter()
                        .map(|unit| format!("\\u{unit:04x}")),
                );
            }
        }
    }
}

/// Whether Terraform leaves the character alone: it turns text into Unicode's composed form, in which `e` and a
/// combining accent are another text. Latin letters and common punctuation are composed already; the rest is
/// written as JSON escapes.
const fn is_composed(character: char) -> bool {
    matches!(character, '\0'..='\u{24F}' | '\u{2010}'..='\u{2027}')
}

#[cfg(test)]
mod tests;
