//! An answer in, the ways to read it out; and what the conversation says, in the same form. Made once, for all checks.

use super::{Conversation, OutputPolicy};
use crate::{Shadow, decoding};

/// A text's shadow in lower case, in the forms that checks compare.
pub(super) struct View {
    /// How it was read.
    pub(super) how: &'static str,
    pub(super) text: String,
    /// Its words, each between spaces, so that a sequence of whole words is a part of it.
    pub(super) spaced: String,
    /// Its letters and digits only.
    pub(super) compact: String,
}

impl View {
    fn new(how: &'static str, text: &str) -> Self {
        Self {
            how,
            text: text.to_owned(),
            spaced: spaced(text),
            compact: decoding::compact(text),
        }
    }

    /// The view of a shadow.
    pub(super) fn of(text: &str) -> Self {
        Self::new("plain", text)
    }

    /// Each run of `size` words.
    pub(super) fn runs_of_words(&self, size: usize) -> impl Iterator<Item = &str> {
        let spaces = || self.spaced.match_indices(' ').map(|(at, _)| at);
        let ends = spaces().skip(size.max(1));
        spaces()
            .zip(ends)
            .filter_map(|(start, end)| self.spaced.get(start + 1..end))
    }

    /// Each run of `size` letters.
    pub(super) fn runs_of_letters(&self, size: usize) -> impl Iterator<Item = &str> {
        let starts = || self.compact.char_indices().map(|(at, _)| at);
        let ends = starts().chain([self.compact.len()]).skip(size);
        starts()
            .zip(ends)
            .filter_map(|(start, end)| self.compact.get(start..end))
    }
}

/// An answer, its shadow, and what it says when it is read otherwise.
pub(super) struct Reading {
    /// The answer, as a model wrote it.
    pub(super) text: String,
    pub(super) shadow: Shadow,
    pub(super) plain: View,
    /// What was encoded in it.
    pub(super) encoded: Vec<View>,
    /// The answer, and what was encoded in it, with the disguises off.
    pub(super) disguised: Vec<View>,
}

impl Reading {
    pub(super) fn new(text: &str) -> Self {
        let shadow = Shadow::new(text);
        let reversed: String = shadow.cased().chars().rev().collect();
        let mut parts = decoding::encoded_parts(shadow.cased());
        parts.extend(decoding::encoded_parts(&reversed));
        let encoded: Vec<View> = parts
            .iter()
            .map(|part| View::new("encoded", Shadow::new(part).as_str()))
            .collect();
        let mut readings: Vec<String> = (1..26)
            .map(|places| decoding::caesar(shadow.as_str(), places))
            .collect();
        for plain in std::iter::once(shadow.as_str()).chain(encoded.iter().map(|view| view.text.as_str())) {
            readings.extend(decoding::disguises(plain));
            readings.push(decoding::words_reversed(plain));
        }
        Self {
            text: text.to_owned(),
            plain: View::of(shadow.as_str()),
            encoded,
            disguised: readings
                .iter()
                .map(|reading| View::new("disguised", reading))
                .collect(),
            shadow,
        }
    }

    /// The readings other than the plain one.
    pub(super) fn others(&self) -> impl Iterator<Item = &View> {
        self.encoded.iter().chain(&self.disguised)
    }
}

/// What an answer may repeat.
pub(super) struct Sources {
    pub(super) facts: Vec<View>,
    pub(super) said: Vec<View>,
    pub(super) public: Vec<View>,
}

impl Sources {
    pub(super) fn new(policy: &OutputPolicy, conversation: &Conversation<'_>) -> Self {
        let view = |text: &str| View::of(Shadow::new(text).as_str());
        Self {
            facts: conversation.facts.iter().map(|text| view(text)).collect(),
            said: conversation
                .history
                .iter()
                .chain([&conversation.question])
                .map(|text| view(text))
                .collect(),
            public: policy.public.iter().map(|text| view(text)).collect(),
        }
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &View> {
        self.facts.iter().chain(&self.said).chain(&self.public)
    }
}

/// The words of a text's shadow, each between spaces.
pub(super) fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len() + 2);
    spaced.push(' ');
    for word in text
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        spaced.push_str(word);
        spaced.push(' ');
    }
    spaced
}
