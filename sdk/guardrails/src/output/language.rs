//! An answer in another language than asked for, where that is certain.

use super::reading::Reading;
use super::{Check, OutputPolicy, Violation};

/// Below that many letters a language is guessed, not told.
const LETTERS: usize = 80;

pub(super) fn check(reading: &Reading, policy: &OutputPolicy, violations: &mut Vec<Violation>) {
    let Some(asked) = policy.language.as_deref().and_then(known) else {
        return;
    };
    let letters = reading.text.chars().filter(|one| one.is_alphabetic()).count();
    let Some(told) = whatlang::detect(&reading.text).filter(|told| told.is_reliable() && letters >= LETTERS)
    else {
        return;
    };
    if told.lang() != asked {
        violations.push(Violation {
            check: Check::Language,
            detail: format!("{} for {}", told.lang().code(), asked.code()),
            ranges: Vec::new(),
        });
    }
}

/// The languages that the platform answers in, and a few of their neighbours. Of others nothing is said.
fn known(tag: &str) -> Option<whatlang::Lang> {
    let language = tag.split(['-', '_']).next().unwrap_or_default();
    match language.to_ascii_lowercase().as_str() {
        "en" => Some(whatlang::Lang::Eng),
        "pt" => Some(whatlang::Lang::Por),
        "es" => Some(whatlang::Lang::Spa),
        "fr" => Some(whatlang::Lang::Fra),
        "de" => Some(whatlang::Lang::Deu),
        "it" => Some(whatlang::Lang::Ita),
        _ => None,
    }
}
