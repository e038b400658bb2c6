//! A request's `Accept` in; whether it takes JSON out.

use super::problem::Problem;
use ferrovia_model::StandardProblem;
use http::{HeaderMap, header};

/// Refuses a client that would not take what the API answers: JSON (RFC 9110, 12.5.1).
pub(super) fn check(headers: &HeaderMap) -> Result<(), Box<Problem>> {
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        // What is no text excludes nothing.
        ranges.extend(
            value
                .to_str()
                .unwrap_or("*/*")
                .split(',')
                .filter(|range| !range.trim().is_empty()),
        );
    }
    // The most exact range that fits is the one that counts.
    let chosen = ranges
        .iter()
        .filter_map(|range| Some((exactness(range)?, weight(range))))
        .max_by_key(|(exact, _)| *exact);
    match chosen {
        Some((_, weight)) if weight > 0.0 => Ok(()),
        None if ranges.is_empty() => Ok(()),
        Some(_) | None => {
            let detail = "answers are `application/json`, problems `application/problem+json`".to_owned();
            Err(Problem::standard(StandardProblem::NOT_ACCEPTABLE).detail(detail))
        }
    }
}

/// How exactly a range names JSON; `None` if it does not hold it.
fn exactness(range: &str) -> Option<u8> {
    let kind = range
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "application/json" => Some(2),
        "application/*" => Some(1),
        "*/*" => Some(0),
        _ => None,
    }
}

/// A range's `q`; 1 if it has none that can be read.
fn weight(range: &str) -> f32 {
    let mut parameters = range
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.trim().split_once('='));
    let weight = parameters.find(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    weight
        .and_then(|(_, weight)| weight.trim().parse().ok())
        .unwrap_or(1.0)
}
