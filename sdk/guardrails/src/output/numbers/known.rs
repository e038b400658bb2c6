//! The numbers of a conversation, and whether they support a claim.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::claim::{Day, Kind, find};
use super::value::hundredths;
use crate::decoding::compact;
use crate::pattern::shadow_pattern;

/// Among more amounts nearly any number is a sum or a difference of some.
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
    /// Those of them that somebody said, and not only a fact.
    said: BTreeSet<u64>,
    claimed: BTreeSet<Kind>,
    dates: Vec<Day>,
    /// Letters and digits between what is neither.
    tokens: BTreeSet<String>,
    /// All letters and digits of each text.
    letters: Vec<String>,
}

impl Known {
    /// Takes in the lower-case shadow of what somebody said.
    pub(super) fn add_said(&mut self, text: &str) {
        self.add(text);
        self.said
            .extend(find(text).into_iter().filter_map(|claim| match claim.kind {
                Kind::Amount(value) => Some(value),
                Kind::Percentage(_) | Kind::Duration(..) | Kind::Date(_) | Kind::Identifier(_) => None,
            }));
    }

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

    /// Whether two amounts add up to `value` or differ by it, or whether three that were said add up to it.
    fn computes(&self, value: u64) -> bool {
        let sum_of_two = |amounts: &BTreeSet<u64>, value: u64| {
            amounts.iter().any(|one| {
                value
                    .checked_sub(*one)
                    .is_some_and(|other| amounts.contains(&other))
            })
        };
        let difference = || {
            self.amounts
                .iter()
                .any(|one| self.amounts.contains(&(one + value)))
        };
        let pairs =
            self.amounts.len() <= AMOUNTS_FOR_PAIRS && (sum_of_two(&self.amounts, value) || difference());
        let rest = |one: &u64| {
            value
                .checked_sub(*one)
                .is_some_and(|rest| sum_of_two(&self.said, rest))
        };
        pairs || (self.said.len() <= AMOUNTS_FOR_TRIPLES && self.said.iter().any(rest))
    }
}

fn same(one: &Day, other: &Day) -> bool {
    let year = match (one.year, other.year) {
        (Some(one), Some(other)) => one == other,
        (None, _) | (_, None) => true,
    };
    year && one.day == other.day && one.month == other.month
}
