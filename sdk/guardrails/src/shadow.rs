//! A text in, a copy for matching only out: what the text looks like, in the plainest characters.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;

use crate::characters::{ascii_alike, is_invisible, is_mark};

/// The copy of a text that patterns are matched against: NFKC, look-alikes and accented letters as ASCII, nothing
/// that is invisible. It knows where each of its parts stands in the text, which stays as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shadow {
    cased: String,
    lower: String,
    /// For each byte of `cased`: the range of the text that it came from.
    origins: Vec<(u32, u32)>,
}

impl Shadow {
    /// The shadow of `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut shadow = Self {
            cased: String::with_capacity(text.len()),
            lower: String::new(),
            origins: Vec::with_capacity(text.len()),
        };
        let mut rest = text.char_indices().peekable();
        while let Some((start, character)) = rest.next() {
            let mut cluster = vec![character];
            let mut end = start + character.len_utf8();
            while let Some((at, mark)) = rest.next_if(|(_, next)| is_mark(*next) || is_invisible(*next)) {
                end = at + mark.len_utf8();
                cluster.push(mark);
            }
            shadow.push(&cluster, start..end);
        }
        shadow.lower = lower(&shadow.cased);
        shadow
    }

    /// What is matched, in lower case.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.lower
    }

    /// What is matched, in the case that it was written in.
    #[must_use]
    pub fn cased(&self) -> &str {
        &self.cased
    }

    /// Where in the text the bytes `range` of [`Shadow::cased`] come from: a range of whole characters. It is empty
    /// if `range` is.
    #[must_use]
    pub fn origin(&self, range: Range<usize>) -> Range<usize> {
        let parts = self.origins.get(range).unwrap_or_default();
        let start = parts.iter().map(|(start, _)| *start).min().unwrap_or_default();
        let end = parts.iter().map(|(_, end)| *end).max().unwrap_or_default();
        start as usize..end as usize
    }

    fn push(&mut self, cluster: &[char], origin: Range<usize>) {
        let Some(first) = cluster.first() else { return };
        let mut buffer = [0; 4];
        if first.is_ascii() && cluster.len() == 1 {
            if !is_invisible(*first) {
                self.put(first.encode_utf8(&mut buffer), &origin);
            }
            return;
        }
        let seen: Vec<char> = cluster
            .iter()
            .copied()
            .filter(|part| !is_invisible(*part))
            .collect();
        let mut folded: Vec<char> = Vec::new();
        for part in seen.iter().copied().nfkd().filter(|part| !is_invisible(*part)) {
            match ascii_alike_beyond(part) {
                // A mark upon an ASCII letter says how it sounds, not which it is.
                _ if is_mark(part) && folded.last().is_some_and(char::is_ascii) => {}
                Some(alike) => folded.push(alike),
                None => folded.push(part),
            }
        }
        let whole: String = folded.into_iter().nfc().collect();
        self.put(&whole, &origin);
    }

    fn put(&mut self, text: &str, origin: &Range<usize>) {
        self.cased.push_str(text);
        // Texts are messages: 4 GiB of them do not come here, and would only lose their ranges.
        let at = |position: usize| u32::try_from(position).unwrap_or(u32::MAX);
        let part = (at(origin.start), at(origin.end));
        self.origins.extend(std::iter::repeat_n(part, text.len()));
    }
}

fn ascii_alike_beyond(character: char) -> Option<char> {
    (!character.is_ascii() && !is_mark(character))
        .then(|| ascii_alike(character))
        .flatten()
}

/// Lower case, each letter in as many bytes as it had, so that both copies have the same positions.
fn lower(text: &str) -> String {
    let small = |letter: char| {
        let mut others = letter.to_lowercase();
        match (others.next(), others.next()) {
            (Some(one), None) if one.len_utf8() == letter.len_utf8() => one,
            _ => letter,
        }
    };
    text.chars().map(small).collect()
}
