//! The numbers of a conversation, and whether they support a claim.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::claim::{Day, Kind, find};
use super::value::hundredths;
use crate::decoding::compact;
use crate::pattern::shadow_pattern;

/// Among more amounts nearly any number is a sum of some: then only pairs count, and of yet more none.
const AMOUNTS_FOR_TRIPLES: usize = 16;
const AMOUNTS_FOR_PAIRS: usize = 48;

static NUMBER: LazyLock<Regex> = LazyLock::new(|| shadow_pattern(r"\d[\d.,]*"));

/// What a conversation's texts hold.
#[derive(Default)]
pub(super) struct Known {
    /// Every number, in hundredths.
    values: BTreeSet<u64>,
    /// Those that are money, or look like it.
    amounts: BTreeSet<u64>,
    claimed: BTreeSet<Kind>,
    dates: Vec<Day>,
    /// Letters and digits between what is neither.
    tokens: BTreeSet<String>,
    /// All letters and digits of each text.
    letters: Vec<String>,
}

impl Known {
    /// Takes in a text's lower-case shadow.
    pub(super) fn add(&mut self, text: &str) {
        self.values.extend(
            NUMBER
                .find_iter(text)
                .filter_map(|number| hundredths(number.as_str())),
        );
        let tokens = text
            .split(|one: char| !one.is_alphanumeric())
            .filter(|token| !token.is_empty());
        self.tokens.extend(tokens.map(str::to_owned));
        self.letters.push(compact(text));
        for claim in find(text) {
            match claim.kind {
                Kind::Amount(value) => {
                    self.values.insert(value);
                    self.amounts.insert(value);
                }
                Kind::Date(days) => self.dates.extend(days),
                kind @ (Kind::Percentage(_) | Kind::Duration(..) | Kind::Identifier(_)) => {
                    self.claimed.insert(kind);
                }
            }
        }
        // JSON writes 481.50 as 481.5.
        let fractions = NUMBER
            .find_iter(text)
            .map(|number| number.as_str().trim_end_matches(['.', ',']));
        let money = fractions
            .filter(|number| number.contains('.'))
            .filter_map(hundredths);
        self.amounts.extend(money);
    }

    /// Whether the conversation says so.
    pub(super) fn supports(&self, kind: &Kind, arithmetic: bool) -> bool {
        match kind {
            Kind::Amount(value) => self.values.contains(value) || (arithmetic && self.computes(*value)),
            Kind::Percentage(_) | Kind::Duration(..) => self.claimed.contains(kind),
            Kind::Date(days) => days
                .iter()
                .any(|day| self.dates.iter().any(|known| same(day, known))),
            Kind::Identifier(id) => {
                let ends = |token: &String| token == id || (id.len() >= 4 && token.ends_with(id.as_str()));
                self.tokens.iter().any(ends)
                    || (id.len() >= 6 && self.letters.iter().any(|text| text.contains(id.as_str())))
            }
        }
    }

    /// Whether two amounts, or three of few, add up to `value`, or differ by it.
    fn computes(&self, value: u64) -> bool {
        let amounts = || self.amounts.iter().copied();
        let sums = |value: u64, twice: bool| {
            amounts().filter(|one| *one <= value).any(|one| {
                let other = value - one;
                self.amounts.contains(&other) && (twice || other != one)
            })
        };
        let pairs = self.amounts.len() <= AMOUNTS_FOR_PAIRS
            && (sums(value, true) || amounts().any(|one| self.amounts.contains(&(one + value))));
        let triples = self.amounts.len() <= AMOUNTS_FOR_TRIPLES
            && amounts()
                .filter(|one| *one <= value)
                .any(|one| sums(value - one, false));
        pairs || triples
    }
}

fn same(one: &Day, other: &Day) -> bool {
    let year = match (one.year, other.year) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => true,
    };
    year && one.day == other.day && one.month == other.month
}
