//! For whatever shows tests' results: JUnit's XML.

use std::fmt::Write as _;

use super::Report;
use crate::run::Graded;

/// A report as JUnit XML: a suite for each suite, a test for each case.
#[must_use]
pub fn junit(report: &Report) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    // Writing to a string never fails.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let count = |results: &[&Graded], error: bool| {
        results
            .iter()
            .filter(|graded| !graded.pass && graded.error.is_some() == error)
            .count()
    };
    let all: Vec<&Graded> = report.results.iter().collect();
    let (tests, failures, errors) = (all.len(), count(&all, false), count(&all, true));
    writeln!(
        text,
        "<testsuites name=\"evals\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
    )?;
    for rate in &report.suites {
        let own: Vec<&Graded> = all
            .iter()
            .filter(|graded| graded.suite == rate.name)
            .copied()
            .collect();
        let name = xml(&rate.name);
        let (tests, failures, errors) = (own.len(), count(&own, false), count(&own, true));
        writeln!(
            text,
            "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\">"
        )?;
        for graded in own {
            let seconds = f64::from(graded.latency_ms.unwrap_or(0)) / 1000.0;
            let id = xml(&graded.id);
            write!(
                text,
                "    <testcase classname=\"{name}\" name=\"{id}\" time=\"{seconds:.3}\""
            )?;
            match (&graded.error, graded.pass) {
                (None, true) => writeln!(text, "/>")?,
                (Some(error), _) => writeln!(text, "><error message=\"{}\"/></testcase>", xml(error))?,
                (None, false) => {
                    let why = graded.grades.iter().filter(|grade| !grade.pass);
                    let why: Vec<String> = why
                        .map(|grade| format!("{}: {}", grade.grader, grade.reason))
                        .collect();
                    let said = graded
                        .answer
                        .as_deref()
                        .or(graded.intent.as_deref())
                        .unwrap_or_default();
                    let (why, said) = (xml(&why.join("; ")), xml(said));
                    writeln!(text, "><failure message=\"{why}\">{said}</failure></testcase>")?;
                }
            }
        }
        writeln!(text, "  </testsuite>")?;
    }
    writeln!(text, "</testsuites>")
}

/// A text in XML 1.0, which has no way to write most control characters.
pub(super) fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            letter if letter.is_control() || matches!(letter, '\u{FFFE}' | '\u{FFFF}') => {
                escaped.push('\u{FFFD}')
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
