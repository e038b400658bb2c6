//! Expected and found labels in; accuracy, macro-F1 and the confusion matrix out.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::statistics::share;

/// How often a label was expected and which was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Expected label, found label, how often.
    pub confusion: BTreeMap<String, BTreeMap<String, usize>>,
}

impl Labels {
    /// Counts one case.
    pub fn count(&mut self, expected: &str, found: &str) {
        *self
            .confusion
            .entry(expected.to_owned())
            .or_default()
            .entry(found.to_owned())
            .or_default() += 1;
    }

    /// Whether nothing was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.confusion.is_empty()
    }

    /// Every label that was expected or found.
    #[must_use]
    pub fn names(&self) -> BTreeSet<&str> {
        let found = self.confusion.values().flat_map(BTreeMap::keys);
        self.confusion.keys().chain(found).map(String::as_str).collect()
    }

    /// How often `found` was said where `expected` was right.
    #[must_use]
    pub fn cell(&self, expected: &str, found: &str) -> usize {
        self.confusion
            .get(expected)
            .and_then(|row| row.get(found))
            .copied()
            .unwrap_or(0)
    }

    /// The share of right labels.
    #[must_use]
    pub fn accuracy(&self) -> f64 {
        let right = self.names().iter().map(|name| self.cell(name, name)).sum();
        let all = self.confusion.values().flat_map(BTreeMap::values).sum();
        share(right, all)
    }

    /// F1 of a label: the harmonic mean of how much of it was found and how much of what was found is it; 0 if it never
    /// was right.
    #[must_use]
    pub fn f1(&self, label: &str) -> f64 {
        let right = self.cell(label, label);
        let names = self.names();
        let expected: usize = names.iter().map(|found| self.cell(label, found)).sum();
        let found: usize = names.iter().map(|expected| self.cell(expected, label)).sum();
        share(2 * right, expected + found)
    }

    /// The mean of all labels' F1, each counting alike, however rare: over those that were expected or found.
    #[must_use]
    pub fn macro_f1(&self) -> f64 {
        let names = self.names();
        let sum: f64 = names.iter().map(|name| self.f1(name)).sum();
        let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
        if count == 0 { 0.0 } else { sum / f64::from(count) }
    }
}
