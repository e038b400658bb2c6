//! Morse code in, letters out.

use std::sync::LazyLock;

use regex::Regex;

use crate::pattern::pattern;

static RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:[.\-]{1,6}(?:\s*/\s*|\s{1,3})){3,}[.\-]{1,6}"));

/// The letters from A on, then the digits from 0 on.
const CODES: [&str; 36] = [
    ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--", "-.", "---",
    ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--", "--..", "-----", ".----",
    "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.",
];

/// What the runs of Morse code in `text` say, in lower case.
pub(super) fn texts(text: &str) -> Vec<String> {
    let letter = |code: &str| {
        let place = CODES
            .iter()
            .position(|known| *known == code)
            .and_then(|place| u32::try_from(place).ok());
        place.and_then(|place| char::from_digit((place + 10) % 36, 36))
    };
    let word = |codes: &str| codes.split_whitespace().filter_map(letter).collect::<String>();
    let said = |run: regex::Match<'_>| run.as_str().split('/').map(word).collect::<Vec<_>>().join(" ");
    RUN.find_iter(text).map(said).collect()
}
