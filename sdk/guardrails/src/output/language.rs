//! An answer in another language than asked for, where that is certain.

use whatlang::{Detector, Lang, Script};

use super::reading::Reading;
use super::{Check, OutputPolicy, Violation};

/// The languages that are told apart, with their tags. Among more, a short text is told less reliably.
const LANGUAGES: [(&str, Lang); 6] = [
    ("en", Lang::Eng),
    ("pt", Lang::Por),
    ("es", Lang::Spa),
    ("fr", Lang::Fra),
    ("de", Lang::Deu),
    ("it", Lang::Ita),
];
/// Below that many letters a language is guessed, not told; a script is told by fewer.
const LETTERS: usize = 60;
const LETTERS_OF_SCRIPT: usize = 20;
/// Of 640 English turns of dialogues four are taken for another language, none of them with more than 0.23.
const CONFIDENCE: f64 = 0.5;

pub(super) fn check(reading: &Reading, policy: &OutputPolicy, violations: &mut Vec<Violation>) {
    let tag = policy
        .language
        .as_deref()
        .map(str::to_ascii_lowercase)
        .unwrap_or_default();
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    // Of other languages nothing is said.
    let Some((_, asked)) = LANGUAGES.iter().find(|(known, _)| *known == language) else {
        return;
    };
    let letters = reading.text.chars().filter(|one| one.is_alphabetic()).count();
    let script = whatlang::detect_script(&reading.text).filter(|_| letters >= LETTERS_OF_SCRIPT);
    let detector = Detector::with_allowlist(LANGUAGES.iter().map(|(_, language)| *language).collect());
    let told = detector
        .detect(&reading.text)
        .filter(|told| told.confidence() >= CONFIDENCE && letters >= LETTERS);
    let other = match (script, told) {
        (Some(script), _) if script != Script::Latin => Some(script.to_string()),
        (_, Some(told)) if told.lang() != *asked => Some(told.lang().code().to_owned()),
        _ => None,
    };
    if let Some(other) = other {
        violations.push(Violation {
            check: Check::Language,
            detail: format!("{other} for {}", asked.code()),
            ranges: Vec::new(),
        });
    }
}
