//! What is written of a run: all of it, and nothing in it breaks the form.

use std::sync::Arc;

use evals::baseline::{Comparison, Flip};
use evals::reference::ReferenceModel;
use evals::report::{Report, chart, junit, markdown, terminal};

use super::{graded, suite};

fn report() -> Report {
    let mut results = graded(Arc::new(ReferenceModel), &suite("refusals"));
    let nasty = &mut results[0];
    nasty.pass = false;
    nasty.grades[0].pass = false;
    nasty.answer = Some("<script>alert(\"&\")</script>\u{1}|`*\n]]>".to_owned());
    nasty.grades[0].reason = "a|b <i>\n\"&'".to_owned();
    results[1].pass = false;
    results[1].error = Some("no reply & none".to_owned());
    let comparison = Comparison {
        compared: results.len(),
        flips: vec![Flip {
            case: "refusals/refusals-001".to_owned(),
            pass: false,
        }],
        ..Comparison::default()
    };
    Report::new(
        "any",
        "live",
        results,
        &[("refusals".to_owned(), 0.99)],
        comparison,
    )
}

#[test]
fn every_report_says_what_happened() {
    let report = report();
    assert!(!report.is_good());
    let check = |text: &str, expected: &[&str]| {
        for part in expected {
            assert!(text.contains(part), "{part:?} is missing:\n{text}");
        }
    };
    check(
        &terminal(&report),
        &[
            "54 of   56",
            "lost refusals/refusals-001",
            "the gate is closed",
            "floor 99.0 %",
            "this gate sees",
        ],
    );
    check(
        &markdown(&report),
        &[
            "❌",
            "54 of 56",
            "**lost** refusals/refusals-001",
            "this gate sees",
        ],
    );
    check(
        &junit(&report),
        &[
            "tests=\"56\" failures=\"1\" errors=\"1\"",
            "&lt;script&gt;",
            "no reply &amp; none",
            "name=\"refusals-056\"",
        ],
    );
    check(&chart(&report), &["<svg ", "refusals", "#d9534f", "</svg>"]);
    let read: Report = serde_json::from_str(&report.json()).unwrap();
    assert_eq!(read.results, report.results);
    assert_eq!(read.refusals, report.refusals);
}

/// Tags are balanced and no text is taken for a tag: enough for what we write, and stricter than a browser.
#[test]
fn what_is_xml_is_well_formed() {
    let check = |text: &str| {
        let mut open: Vec<&str> = Vec::new();
        assert!(
            !text.chars().any(|letter| letter.is_control() && letter != '\n'),
            "{text}"
        );
        for tag in text.split('<').skip(1) {
            let (inside, after) = tag.split_once('>').unwrap_or_else(|| panic!("no end: <{tag}"));
            assert!(
                !after.contains('>') && inside.matches('"').count() % 2 == 0,
                "<{tag}"
            );
            let name = inside.split([' ', '/']).next().unwrap();
            if let Some(closed) = inside.strip_prefix('/') {
                assert_eq!(open.pop(), Some(closed), "</{closed}>");
            } else if !inside.ends_with('/') && !inside.starts_with('?') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?} stay open");
    };
    check(&junit(&report()));
    check(&chart(&report()));
}

#[test]
fn nothing_in_a_table_is_markup() {
    let text = markdown(&report());
    let rows = text.lines().filter(|line| line.starts_with("| refusals"));
    for row in rows {
        assert_eq!(row.matches('|').count(), 5, "{row}");
    }
    assert!(!text.contains("<script>"), "{text}");
}
