//! The amounts, dates, percentages, durations and identifiers in an answer, against those in the conversation.

use std::collections::BTreeMap;
use std::ops::Range;

use super::reading::{Reading, Sources};
use super::{Check, OutputPolicy, Violation};

mod claim;
mod known;
mod value;

use claim::{Kind, find};
use known::Known;

/// Where the text, a lower-case or cased shadow, claims a number.
pub(super) fn claims(text: &str) -> Vec<Range<usize>> {
    find(&text.to_ascii_lowercase())
        .into_iter()
        .map(|claim| claim.range)
        .collect()
}

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    sources: &Sources,
    violations: &mut Vec<Violation>,
) {
    let claims = find(reading.shadow.as_str());
    if claims.is_empty() {
        return;
    }
    let mut known = Known::default();
    for source in sources.facts.iter().chain(&sources.public) {
        known.add(&source.text);
    }
    for source in &sources.said {
        known.add_said(&source.text);
    }
    let mut unsupported: BTreeMap<&str, Vec<Range<usize>>> = BTreeMap::new();
    for claim in claims {
        if !known.supports(&claim.kind, policy.arithmetic) {
            let name = match claim.kind {
                Kind::Amount(_) => "amount",
                Kind::Percentage(_) => "percentage",
                Kind::Duration(..) => "duration",
                Kind::Date(_) => "date",
                Kind::Identifier(_) => "identifier",
            };
            unsupported
                .entry(name)
                .or_default()
                .push(reading.shadow.origin(claim.range));
        }
    }
    for (name, ranges) in unsupported {
        violations.push(Violation {
            check: Check::UnsupportedNumber,
            detail: format!("{name}: {}", ranges.len()),
            ranges,
        });
    }
}
