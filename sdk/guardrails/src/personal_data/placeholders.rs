//! A text in, the text with placeholders for its personal data out; and back again.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use regex::Regex;

use super::find;
use crate::pattern::pattern;

/// What looks like one of our placeholders.
static PLACEHOLDER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[[A-Z]{2,6}_[0-9]{1,9}\]"));

/// What stands for the personal data of **one** conversation while a model works on it, such as `[CARD_1]`. The
/// same value gets the same placeholder in each text that is hidden.
///
/// A customer may write `[CARD_1]`, too: that is then hidden like the rest, as `[TEXT_1]`, and so never becomes
/// another's value. It neither serialises nor shows its values: they are for the memory of one request.
#[derive(Clone, Default)]
pub struct Placeholders {
    values: BTreeMap<String, String>,
    names: BTreeMap<String, String>,
    counts: BTreeMap<&'static str, usize>,
}

impl Placeholders {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// `text` with a placeholder for each piece of personal data in it.
    #[must_use]
    pub fn hide(&mut self, text: &str) -> String {
        let found = find(text)
            .into_iter()
            .map(|finding| (finding.range, finding.kind.label()));
        let mut hidden: Vec<_> = found.collect();
        for literal in PLACEHOLDER.find_iter(text) {
            let within =
                |range: &std::ops::Range<usize>| range.start < literal.end() && literal.start() < range.end;
            if !hidden.iter().any(|(range, _)| within(range)) {
                hidden.push((literal.range(), "TEXT"));
            }
        }
        hidden.sort_by_key(|(range, _)| range.start);
        let mut result = String::with_capacity(text.len());
        let mut end = 0;
        for (range, label) in hidden {
            result.push_str(text.get(end..range.start).unwrap_or_default());
            let value = text.get(range.clone()).unwrap_or_default();
            result.push_str(&self.name(label, value));
            end = range.end;
        }
        result.push_str(text.get(end..).unwrap_or_default());
        result
    }

    /// `text`, such as a model's answer, with the values in the places of their placeholders. A placeholder that
    /// stands for nothing stays.
    #[must_use]
    pub fn restore(&self, text: &str) -> String {
        let value = |found: &regex::Captures<'_>| {
            let name = found.get(0).map_or("", |whole| whole.as_str());
            self.values
                .get(name)
                .map_or_else(|| name.to_owned(), Clone::clone)
        };
        PLACEHOLDER.replace_all(text, value).into_owned()
    }

    /// Whether nothing was hidden.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    fn name(&mut self, label: &'static str, value: &str) -> String {
        if let Some(name) = self.names.get(value) {
            return name.clone();
        }
        let count = self.counts.entry(label).or_default();
        *count += 1;
        let name = format!("[{label}_{count}]");
        self.names.insert(value.to_owned(), name.clone());
        self.values.insert(name.clone(), value.to_owned());
        name
    }
}

impl fmt::Debug for Placeholders {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.values.keys()).finish()
    }
}
