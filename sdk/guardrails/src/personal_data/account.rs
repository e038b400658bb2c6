//! Numbers that money moves by: payment cards and bank accounts.

use std::sync::LazyLock;

use iban::Iban;
use regex::Regex;

use super::{Candidates, PersonalData, before, digits};
use crate::pattern::pattern;

/// 12 to 19 digits, with at most one space or hyphen between two.
static CARD: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d(?:[ .\-]?\d){11,18}"));
static IBAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b[a-z]{2}[ -]?\d{2}(?:[ -]?[a-z0-9]){11,30}"));
/// What says, right before a number, that it is a payment card's.
static CARD_CONTEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b(?:cards?|cart(?:ao|oes)|cc|pan|visa|mastercard|amex|elo|hipercard)\b[^0-9]{0,24}$")
});
static IBAN_CONTEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\biban\b[^0-9]{0,20}$"));

pub(super) fn find(text: &str, candidates: &mut Candidates) {
    for found in CARD.find_iter(text) {
        let (start, end) = (found.start(), found.end());
        let head = text.get(..start).unwrap_or_default();
        let joined = head.ends_with(|one: char| one.is_alphanumeric() || matches!(one, '_' | '+' | '#'))
            || text
                .get(end..)
                .unwrap_or_default()
                .starts_with(|one: char| one.is_alphanumeric() || one == '_');
        let digits = digits(found.as_str());
        let named = || CARD_CONTEXT.is_match(&before(text, start, 48));
        // Two of three: a mistyped card is nearly a card where it is called one, and issuers get new ranges.
        let (issued, right) = (issued(&digits), luhn(&digits));
        if !joined && ((issued && right) || ((issued || right) && named())) {
            candidates.push((PersonalData::Card, start..end));
        }
    }
    let mut position = 0;
    while let Some(found) = IBAN.find_at(text, position) {
        match account(text, found.as_str(), found.start()) {
            Some(length) => {
                candidates.push((PersonalData::Iban, found.start()..found.start() + length));
                position = found.start() + length;
            }
            None => position = found.start() + 2,
        }
    }
}

/// How many bytes of `candidate` are an account number: words may follow it that look like more of it.
fn account(text: &str, candidate: &str, start: usize) -> Option<usize> {
    let ends = || {
        let inner = candidate
            .char_indices()
            .filter(|(_, one)| matches!(one, ' ' | '-'))
            .map(|(at, _)| at);
        inner.chain([candidate.len()])
    };
    let compact = |end: usize| {
        let part = candidate.get(..end).unwrap_or_default();
        part.chars()
            .filter(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_uppercase()
    };
    let valid = |end: &usize| compact(*end).parse::<Iban>().is_ok();
    // As with cards: where it is called one, a letter may be wrong. Digits have to prevail then.
    let called = |end: &usize| {
        let digits = compact(*end).chars().filter(char::is_ascii_digit).count();
        compact(*end).len() >= 15 && digits >= 10 && IBAN_CONTEXT.is_match(&before(text, start, 32))
    };
    ends().filter(valid).max().or_else(|| ends().filter(called).min())
}

/// Whether the check digit is right.
fn luhn(digits: &[u32]) -> bool {
    let doubled = |(place, digit): (usize, &u32)| match (place % 2, digit * 2) {
        (0, _) => *digit,
        (_, twice @ 0..=9) => twice,
        (_, twice) => twice - 9,
    };
    digits
        .iter()
        .rev()
        .enumerate()
        .map(doubled)
        .sum::<u32>()
        .is_multiple_of(10)
}

/// Whether issuers give out numbers of that beginning and length.
fn issued(digits: &[u32]) -> bool {
    let number = |places: usize| {
        digits
            .iter()
            .take(places)
            .fold(0, |number, digit| number * 10 + digit)
    };
    match (digits.len(), number(1), number(2), number(4)) {
        (_, 4, _, _) => matches!(digits.len(), 13 | 16 | 19),
        (15, _, 34 | 37, _) => true,
        (14..=19, _, 36 | 38 | 39, _) | (14..=19, _, 30, 3000..=3059 | 3095) => true,
        (15, _, _, 1800 | 2131) => true,
        (16..=19, _, _, 3528..=3589) => true,
        (16, _, 51..=55, _) | (16, _, _, 2221..=2720) => true,
        // Discover, UnionPay, Maestro, Elo and Hipercard share these.
        (12..=19, _, 50 | 56..=69, _) => true,
        _ => false,
    }
}
