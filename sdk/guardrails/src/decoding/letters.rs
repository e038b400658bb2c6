//! Letters put in other places, and back.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

static APART: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\b\w[\s.\-_*,|/·•+]{1,3}){3,}\w\b"));

/// The letters and digits of `text`, and nothing between them.
pub(crate) fn compact(text: &str) -> String {
    text.chars().filter(|one| one.is_alphanumeric()).collect()
}

/// Each ASCII letter `places` further in the alphabet.
pub(crate) fn caesar(text: &str, places: u8) -> String {
    let shift = |one: char, first: u8| {
        let place = u8::try_from(one).map_or(0, |byte| byte - first);
        char::from(first + (place + places) % 26)
    };
    let each = |one: char| match one {
        'a'..='z' => shift(one, b'a'),
        'A'..='Z' => shift(one, b'A'),
        other => other,
    };
    text.chars().map(each).collect()
}

/// Each ASCII letter by its counterpart from the alphabet's end.
pub(super) fn atbash(text: &str) -> String {
    let each = |one: char| match u8::try_from(one) {
        Ok(byte @ b'a'..=b'z') => char::from(b'a' + b'z' - byte),
        Ok(byte @ b'A'..=b'Z') => char::from(b'A' + b'Z' - byte),
        _ => one,
    };
    text.chars().map(each).collect()
}

/// The words in the opposite order.
pub(crate) fn words_reversed(text: &str) -> String {
    text.split_whitespace().rev().collect::<Vec<_>>().join(" ")
}

/// Digits and signs as the letters that they resemble.
pub(super) fn leet(text: &str) -> String {
    let each = |one: char| match one {
        '0' => 'o',
        '1' | '!' | '|' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' | '+' => 't',
        '8' => 'b',
        '9' => 'g',
        other => other,
    };
    text.chars().map(each).collect()
}

/// What stood apart letter by letter, together: `p a s s` and `p-a-s-s`.
pub(super) fn joined(text: &str) -> Option<String> {
    let together = |found: &regex::Captures<'_>| compact(found.get(0).map_or("", |whole| whole.as_str()));
    APART
        .is_match(text)
        .then(|| APART.replace_all(text, together).into_owned())
}

/// The first letters of the lines, and those of the words.
pub(super) fn acrostic(text: &str) -> Vec<String> {
    let first = |part: &str| part.chars().find(|one| one.is_alphanumeric());
    let lines: String = text.lines().filter_map(first).collect();
    let words: String = text.split_whitespace().filter_map(first).collect();
    [lines, words]
        .into_iter()
        .filter(|reading| reading.chars().count() >= 3)
        .collect()
}

/// Every word that Pig Latin may have made, each in all the ways that it may have been before.
pub(super) fn pig_latin(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split(|one: char| !one.is_ascii_alphanumeric()) {
        let Some(stem) = word.strip_suffix("ay").filter(|stem| stem.len() >= 2) else {
            continue;
        };
        words.extend(stem.strip_suffix(['w', 'y', 'h']).map(str::to_owned));
        for moved in 1..=4.min(stem.len() - 1) {
            let (head, tail) = stem.split_at(stem.len() - moved);
            words.push(format!("{tail}{head}"));
        }
    }
    words.join(" ")
}
