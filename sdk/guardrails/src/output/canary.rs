//! A word that nobody would write by chance: where it turns up, the system prompt does.

use super::reading::{Reading, View};
use super::{Check, OutputPolicy, Violation};
use crate::decoding::compact;

/// How many letters of a canary in a row give it away.
const PART: usize = 10;

/// A canary for a system prompt: 32 letters from 128 random bits. Letters only, so that it survives whatever a model
/// does to punctuation and digits; a new one for each request.
#[must_use]
pub fn canary(random: [u8; 16]) -> String {
    let letter = |half: u8| char::from(b'a' + half);
    random
        .iter()
        .flat_map(|byte| [letter(byte >> 4), letter(byte & 15)])
        .collect()
}

pub(super) fn check(reading: &Reading, policy: &OutputPolicy, violations: &mut Vec<Violation>) {
    let Some(canary) = policy
        .canary
        .as_deref()
        .map(|canary| compact(&canary.to_lowercase()))
    else {
        return;
    };
    if canary.len() < PART {
        return;
    }
    let letters: Vec<char> = canary.chars().collect();
    let parts: Vec<String> = letters.windows(PART).map(String::from_iter).collect();
    let holds = |view: &View| parts.iter().any(|part| view.compact.contains(part.as_str()));
    let mut found = |check, detail: &str| {
        violations.push(Violation {
            check,
            detail: format!("the canary, {detail}"),
            ranges: Vec::new(),
        });
    };
    if holds(&reading.plain) {
        found(Check::Canary, "plain");
    } else if let Some(view) = reading.others().find(|view| holds(view)) {
        found(Check::EncodedLeak, view.how);
    }
}
