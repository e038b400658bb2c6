//! What clients were told of the end of a path or a route in, and are told now; what became of that promise out.

use super::CLIENT;
use crate::diff::contracts::Finding;
use ferrovia_model::{Deprecation, Route};
use std::cmp::Ordering;

/// What was there until now, and was to be there until `sunset`.
pub(super) fn gone(change: String, sunset: &str, today: &str) -> Finding {
    // Days in this form sort as text.
    if sunset < today {
        return Finding::extended(change, format!("its end was announced for {sunset}"));
    }
    let because = format!("clients were told that it works until {sunset}");
    Finding::broken(CLIENT, change, because, format!("keep it until {sunset}"))
}

/// The end was announced for one day and is now on another.
fn postponed(what: &str, old: &str, new: &str) -> Vec<Finding> {
    let change = format!("{what} {old} → {new}");
    match new.cmp(old) {
        Ordering::Less => {
            let because = format!("clients were told that it works until {old}");
            vec![Finding::broken(
                CLIENT,
                change,
                because,
                "keep the day that was announced",
            )]
        }
        Ordering::Greater => vec![Finding::extended(change, "clients have longer")],
        Ordering::Equal => Vec::new(),
    }
}

/// What clients were told, and are told now, of the end of the route.
pub(super) fn end(old: &Route, new: &Route) -> Vec<Finding> {
    match (&old.deprecated, &new.deprecated) {
        (None, Some(new)) => vec![Finding::extended(
            format!(
                "deprecated since {}, gone after {}: `{}` comes after it",
                new.since, new.sunset, new.successor
            ),
            "headers tell clients, who have until that day",
        )],
        (Some(old), Some(new)) => postponed("it ends", &old.sunset, &new.sunset),
        (Some(_), None) => vec![Finding::extended("no longer deprecated", "clients may stay")],
        (None, None) => Vec::new(),
    }
}

/// What became of the older path that leads to a route.
pub(super) fn alias(old: &Route, new: &Route, today: &str) -> Vec<Finding> {
    let gone = |alias: &Deprecation| gone(format!("`{}` removed", alias.path), &alias.sunset, today);
    let new_one = |alias: &Deprecation| {
        Finding::extended(
            format!("new: `{}`, until {}", alias.path, alias.sunset),
            "one more path leads here",
        )
    };
    match (&old.alias, &new.alias) {
        (Some(old), Some(new)) if old.path == new.path => {
            postponed(&format!("`{}` ends", old.path), &old.sunset, &new.sunset)
        }
        (Some(old), Some(new)) => vec![gone(old), new_one(new)],
        // The old path is the route's own again, or the route's own path is new: that is told of the path.
        (Some(old), None) if old.path == new.path => Vec::new(),
        (Some(old), None) => vec![gone(old)],
        (None, Some(new)) if new.path == old.path => Vec::new(),
        (None, Some(new)) => vec![new_one(new)],
        (None, None) => Vec::new(),
    }
}
