//! Promises in an answer that nobody allowed: money back, discounts, gifts, legal commitments. English and Portuguese.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::reading::{Reading, Sources};
use super::{Check, OutputPolicy, Violation};
use crate::pattern::shadow_pattern;

mod words;

/// What an answer may promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Promise {
    /// Money back.
    Refund,
    /// A lower price.
    Discount,
    /// Something for nothing.
    FreeGoods,
    /// Money, credit or a waived fee as amends.
    Compensation,
    /// A guarantee, an admission, a binding word.
    LegalCommitment,
}

impl Promise {
    const fn name(self) -> &'static str {
        match self {
            Self::Refund => "refund",
            Self::Discount => "discount",
            Self::FreeGoods => "free goods",
            Self::Compensation => "compensation",
            Self::LegalCommitment => "legal commitment",
        }
    }
}

/// A promise, how it is made, and what a fact that supports it speaks of.
struct Pattern {
    promise: Promise,
    made: Regex,
    supported: Regex,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    let compiled = |(promise, made, supported): &(Promise, &str, &str)| Pattern {
        promise: *promise,
        made: shadow_pattern(made),
        supported: shadow_pattern(supported),
    };
    words::LIST.iter().map(compiled).collect()
});
/// Where one statement ends and another may begin.
static BORDER: LazyLock<Regex> =
    LazyLock::new(|| shadow_pattern(r"[.!?;](?:\s|$)|\n|\s(?:but|however|mas|porem|entretanto|contudo)\s"));
static DENIED: LazyLock<Regex> = LazyLock::new(|| {
    shadow_pattern(
        r"\b(?:not|never|cannot|unable|nao|nunca|jamais|nem)\b|n't\b|\b(?:no|any|without|sem|nenhum) (?:\w+ )?(?:refunds?|discounts?|compensation|guarantees?|reembolsos?|descontos?|garantias?)\b",
    )
});
/// A question, or what is not yet decided.
static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    shadow_pattern(
        r"\b(?:whether|eligible|would you|do you|did you|could you|can you|if you(?:'d| would) like|may be able|might|check if|look into|see if|talvez|gostaria|deseja|quer|se quiser|verificar se|elegivel|poderia)\b",
    )
});

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    sources: &Sources,
    violations: &mut Vec<Violation>,
) {
    let text = reading.shadow.as_str();
    for pattern in PATTERNS
        .iter()
        .filter(|pattern| !policy.allowed_promises.contains(&pattern.promise))
    {
        let made: Vec<_> = statements(text)
            .flat_map(|(start, statement)| {
                let found = pattern
                    .made
                    .find_iter(statement)
                    .filter(|found| stands(statement, found));
                found
                    .map(move |found| start + found.start()..start + found.end())
                    .collect::<Vec<_>>()
            })
            .collect();
        let supported = || {
            sources
                .facts
                .iter()
                .any(|fact| supports(&fact.text, &pattern.supported))
        };
        if !made.is_empty() && !supported() {
            violations.push(Violation {
                check: Check::Promise,
                detail: pattern.promise.name().to_owned(),
                ranges: made
                    .into_iter()
                    .map(|range| reading.shadow.origin(range))
                    .collect(),
            });
        }
    }
}

/// The statements of a text, each with its position.
fn statements(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut start = 0;
    let borders = BORDER
        .find_iter(text)
        .map(|border| border.end())
        .chain([text.len()]);
    borders.map(move |end| {
        let statement = (start, text.get(start..end).unwrap_or_default());
        start = end;
        statement
    })
}

/// Whether what was found is said, and neither denied nor asked.
fn stands(statement: &str, found: &regex::Match<'_>) -> bool {
    let mut near = found.start().saturating_sub(32);
    while !statement.is_char_boundary(near) {
        near += 1;
    }
    let said = statement.get(near..found.end()).unwrap_or_default();
    let head = statement.get(..found.end()).unwrap_or_default();
    !DENIED.is_match(said) && !OPEN.is_match(head)
}

/// Whether a fact speaks of it, and does not deny it.
fn supports(fact: &str, noun: &Regex) -> bool {
    statements(fact).any(|(_, statement)| noun.is_match(statement) && !DENIED.is_match(statement))
}
