//! An answer in, the ways to read it out: made once, for all checks.

use crate::{Shadow, decoding};

/// An answer, its shadow, and what it says when it is read otherwise.
pub(super) struct Reading {
    /// The answer, as a model wrote it.
    pub(super) text: String,
    pub(super) shadow: Shadow,
    /// What was encoded in it, in lower case.
    pub(super) encoded: Vec<String>,
    /// The answer, and what was encoded in it, with the disguises off.
    pub(super) disguised: Vec<String>,
}

impl Reading {
    pub(super) fn new(text: &str) -> Self {
        let shadow = Shadow::new(text);
        let reversed: String = shadow.cased().chars().rev().collect();
        let mut encoded = decoding::encoded_parts(shadow.cased());
        encoded.extend(decoding::encoded_parts(&reversed));
        let encoded: Vec<String> = encoded
            .iter()
            .map(|part| Shadow::new(part).as_str().to_owned())
            .collect();
        let mut disguised = Vec::new();
        for plain in std::iter::once(shadow.as_str()).chain(encoded.iter().map(String::as_str)) {
            disguised.extend(decoding::disguises(plain));
            disguised.push(decoding::words_reversed(plain));
        }
        Self {
            text: text.to_owned(),
            shadow,
            encoded,
            disguised,
        }
    }

    /// The readings other than the plain one, each with what it is called.
    pub(super) fn others(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let encoded = self.encoded.iter().map(|part| ("encoded", part.as_str()));
        encoded.chain(self.disguised.iter().map(|part| ("disguised", part.as_str())))
    }
}

/// The words of a shadow.
pub(super) fn words(text: &str) -> Vec<&str> {
    text.split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect()
}

/// The words of a text's shadow, each between spaces, so that a sequence of whole words is a part of it.
pub(super) fn spaced(text: &str) -> String {
    let mut spaced = String::from(" ");
    for word in words(text) {
        spaced.push_str(word);
        spaced.push(' ');
    }
    spaced
}
