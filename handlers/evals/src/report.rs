//! Results in, what people and machines read of them out.

mod chart;
mod junit;
mod markdown;
mod terminal;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::baseline::Comparison;
use crate::gate::{Refusal, power_sentence, refusals, weighted_rate};
use crate::labels::Labels;
use crate::run::Graded;
use crate::statistics::{mcnemar, share, wilson};

pub use chart::chart;
pub use junit::junit;
pub use markdown::markdown;
pub use terminal::terminal;

/// One run of one or several suites.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// What answered, in its own words.
    pub model: String,
    /// Where replies came from.
    pub mode: String,
    /// The prompts behind the answers.
    pub prompts: BTreeSet<String>,
    /// Suite by suite.
    pub suites: Vec<Rate>,
    /// Tag by tag, where a tag is of some of the cases only.
    pub tags: Vec<Rate>,
    /// How the classifier did; empty where no intent was asked for.
    pub labels: Labels,
    /// Against the baselines.
    pub comparison: Comparison,
    /// McNemar's exact test of the comparison.
    pub p: f64,
    /// What the comparison can show.
    pub power: String,
    /// Why the gate does not open; it does if there is no reason.
    pub refusals: Vec<Refusal>,
    /// What was spent.
    pub spent: Spent,
    /// Case by case.
    pub results: Vec<Graded>,
}

/// How many of some cases passed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rate {
    /// The suite's or the tag's name.
    pub name: String,
    /// How many there are.
    pub cases: usize,
    /// How many passed.
    pub passed: usize,
    /// The same, weighted.
    pub weighted: f64,
    /// What it must come to, weighted.
    pub floor: Option<f64>,
}

impl Rate {
    fn of<'a>(name: &str, floor: Option<f64>, results: impl Iterator<Item = &'a Graded> + Clone) -> Self {
        Self {
            name: name.to_owned(),
            cases: results.clone().count(),
            passed: results.clone().filter(|graded| graded.pass).count(),
            weighted: weighted_rate(results).unwrap_or_default(),
            floor,
        }
    }

    /// The share that passed.
    #[must_use]
    pub fn share(&self) -> f64 {
        share(self.passed, self.cases)
    }

    /// Where the true rate is likely to be.
    #[must_use]
    pub fn interval(&self) -> (f64, f64) {
        wilson(self.passed, self.cases)
    }
}

/// What answers took and cost, where that is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Half of the answers took no longer, in milliseconds; nothing where they came from a file.
    pub median_ms: Option<u32>,
    /// 95 % of the answers took no longer.
    pub p95_ms: Option<u32>,
    /// Tokens read and written.
    pub tokens: Option<(u64, u64)>,
    /// Millionths of a US dollar; of the answers whose price is known.
    pub cost_micros: Option<u64>,
}

impl Spent {
    fn of(results: &[Graded]) -> Self {
        let mut took: Vec<u32> = results
            .iter()
            .filter_map(|graded| graded.latency_ms)
            .filter(|ms| *ms > 0)
            .collect();
        took.sort_unstable();
        let at = |hundredths: usize| {
            took.get((took.len() * hundredths / 100).min(took.len().checked_sub(1)?))
                .copied()
        };
        let tokens = results.iter().filter_map(|graded| graded.tokens);
        let sum = |(read, wrote): (u64, u64), (more_read, more_wrote): (u32, u32)| {
            (read + u64::from(more_read), wrote + u64::from(more_wrote))
        };
        let costs: Vec<u64> = results.iter().filter_map(|graded| graded.cost_micros).collect();
        Self {
            median_ms: at(50),
            p95_ms: at(95),
            tokens: tokens.clone().next().map(|_| tokens.fold((0, 0), sum)),
            cost_micros: (!costs.is_empty()).then(|| costs.iter().sum()),
        }
    }
}

impl Report {
    /// Of `results`. `floors` names suites.
    #[must_use]
    pub fn new(
        model: &str,
        mode: &str,
        results: Vec<Graded>,
        floors: &[(String, f64)],
        comparison: Comparison,
    ) -> Self {
        let mut suites: Vec<&str> = results.iter().map(|graded| graded.suite.as_str()).collect();
        suites.dedup();
        let rate = |suite: &&str| {
            let floor = floors
                .iter()
                .find(|(name, _)| name == suite)
                .map(|(_, floor)| *floor);
            Rate::of(
                suite,
                floor,
                results.iter().filter(|graded| graded.suite == **suite),
            )
        };
        let mut tagged: BTreeMap<&str, usize> = BTreeMap::new();
        for tag in results.iter().flat_map(|graded| &graded.tags) {
            *tagged.entry(tag).or_default() += 1;
        }
        let some = tagged
            .into_iter()
            .filter(|(_, count)| *count >= 5 && *count < results.len());
        let tags = some.map(|(tag, _)| {
            let is_tagged = |graded: &&Graded| graded.tags.iter().any(|own| own == tag);
            Rate::of(tag, None, results.iter().filter(is_tagged))
        });
        let mut labels = Labels::default();
        for graded in &results {
            if let (Some(expected), Some(found)) = (&graded.expected_intent, &graded.intent) {
                labels.count(expected, found);
            }
        }
        Self {
            model: model.to_owned(),
            mode: mode.to_owned(),
            prompts: results.iter().flat_map(|graded| graded.prompts.clone()).collect(),
            suites: suites.iter().map(rate).collect(),
            tags: tags.collect(),
            labels,
            p: mcnemar(comparison.lost(), comparison.won()),
            power: power_sentence(comparison.compared),
            refusals: refusals(&results, floors, &comparison),
            spent: Spent::of(&results),
            comparison,
            results,
        }
    }

    /// Whether the gate opens.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.refusals.is_empty()
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> String {
        // Maps of strings, numbers and lists always serialise.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// `90.0 % (85.1-93.4)`: a rate never goes without its interval.
fn told(rate: &Rate) -> String {
    let (low, high) = rate.interval();
    format!(
        "{:.1} % ({:.1}-{:.1})",
        rate.share() * 100.0,
        low * 100.0,
        high * 100.0
    )
}

/// What was compared, in one line.
fn compared(report: &Report) -> String {
    let Comparison {
        compared, new, gone, ..
    } = &report.comparison;
    format!(
        "{compared} cases compared with the baseline, {new} new or changed, {gone} gone: {} lost, {} won, McNemar exact p = {:.3}",
        report.comparison.lost(),
        report.comparison.won(),
        report.p
    )
}

/// What was spent, in one line.
fn spent(spent: &Spent) -> String {
    let mut parts = Vec::new();
    if let (Some(median), Some(p95)) = (spent.median_ms, spent.p95_ms) {
        parts.push(format!("answers took {median} ms (median), {p95} ms (95 %)"));
    }
    if let Some((read, written)) = spent.tokens {
        parts.push(format!("{read} tokens read, {written} written"));
    }
    if let Some(micros) = spent.cost_micros {
        parts.push(format!("{}.{:06} USD", micros / 1_000_000, micros % 1_000_000));
    }
    parts.join("; ")
}
