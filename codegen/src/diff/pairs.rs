//! Two lists in, what both have and what only one has out, by name.

use std::collections::BTreeMap;

/// A thing in both lists or in one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pair<'a, T> {
    /// In the old list alone.
    Old(&'a T),
    /// In the new list alone.
    New(&'a T),
    /// In both.
    Both(&'a T, &'a T),
}

/// Every thing of either list once, by name.
pub(super) fn pairs<'a, T, K: Ord + ?Sized + 'a>(
    old: impl IntoIterator<Item = &'a T>,
    new: impl IntoIterator<Item = &'a T>,
    name: impl Fn(&'a T) -> &'a K,
) -> Vec<Pair<'a, T>> {
    let mut found: BTreeMap<&K, Pair<'a, T>> = old
        .into_iter()
        .map(|thing| (name(thing), Pair::Old(thing)))
        .collect();
    for thing in new {
        found
            .entry(name(thing))
            .and_modify(|pair| {
                if let Pair::Old(old) = *pair {
                    *pair = Pair::Both(old, thing);
                }
            })
            .or_insert(Pair::New(thing));
    }
    found.into_values().collect()
}
