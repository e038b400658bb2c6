//! Numbers that a state gives to people and companies: SSN of the United States, CPF and CNPJ of Brazil.

use std::sync::LazyLock;

use regex::Regex;

use super::{Candidates, PersonalData, before};
use crate::pattern::pattern;

static SSN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(\d{3})([ -]?)(\d{2})([ -]?)(\d{4})\b"));
static SSN_CONTEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(?:ssn|social security)\b[^0-9]{0,24}$"));
static CPF: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b\d{3}\.?\d{3}\.?\d{3}[-/ ]?\d{2}\b"));
static CPF_CONTEXT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:cpf|contribuinte|taxpayer)\b[^0-9]{0,24}$"));
/// Since July 2026 the first twelve may be letters.
static CNPJ: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b[0-9A-Z]{2}\.?[0-9A-Z]{3}\.?[0-9A-Z]{3}/?[0-9A-Z]{4}-?\d{2}\b"));
static CNPJ_CONTEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bcnpj\b[^0-9]{0,24}$"));

pub(super) fn find(text: &str, candidates: &mut Candidates) {
    let called = |context: &Regex, start: usize| context.is_match(&before(text, start, 40));
    for found in SSN.captures_iter(text) {
        let Some(whole) = found.get(0) else { continue };
        let part = |group: usize| found.get(group).map_or("", |part| part.as_str());
        let given = !matches!(part(1), "000" | "666") && part(3) != "00" && part(5) != "0000";
        // From 900 on they are numbers of other kinds, unless they are called otherwise.
        let plain = part(2) == "-" && part(4) == "-" && !part(1).starts_with('9');
        if given && part(2) == part(4) && (plain || called(&SSN_CONTEXT, whole.start())) {
            candidates.push((PersonalData::UsSsn, whole.range()));
        }
    }
    for found in CPF.find_iter(text) {
        let written = found.as_str().matches(['.', '-', '/']).count() >= 2;
        let named = written || called(&CPF_CONTEXT, found.start());
        if named && checked(found.as_str(), 9, 11) {
            candidates.push((PersonalData::Cpf, found.range()));
        }
    }
    for found in CNPJ.find_iter(text) {
        let written = found.as_str().contains('/');
        let named = written || called(&CNPJ_CONTEXT, found.start());
        if named && checked(found.as_str(), 12, 9) {
            candidates.push((PersonalData::Cnpj, found.range()));
        }
    }
}

/// Whether both check digits that follow the first `length` places are right. Weights count from 2 at the right
/// up to `highest`, and again.
fn checked(text: &str, length: usize, highest: u32) -> bool {
    let values: Vec<u32> = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|place| u32::from(place) - u32::from('0'))
        .collect();
    let digit = |places: &[u32]| {
        let weights = (2..=highest).cycle();
        let sum: u32 = places
            .iter()
            .rev()
            .zip(weights)
            .map(|(value, weight)| value * weight)
            .sum();
        match sum % 11 {
            0 | 1 => 0,
            rest => 11 - rest,
        }
    };
    let same = values
        .windows(2)
        .all(|pair| matches!(pair, [one, other] if one == other));
    let (Some(first), Some(second)) = (values.get(..length), values.get(..=length)) else {
        return false;
    };
    !same && values.get(length..) == Some(&[digit(first), digit(second)])
}
