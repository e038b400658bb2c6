//! For who sits in front of it.

use std::fmt::Write as _;

use super::{Report, compared, spent, told};

/// The most failed cases that are told; the report in a folder has all.
const FAILED: usize = 20;

/// A report as text.
#[must_use]
pub fn terminal(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let prompts: String = report
        .prompts
        .iter()
        .map(|prompt| format!(", {prompt}"))
        .collect();
    writeln!(text, "{}, {}{prompts}", report.model, report.mode)?;
    for rate in report.suites.iter().chain(&report.tags) {
        let floor = rate
            .floor
            .map_or_else(String::new, |floor| format!("  floor {:.1} %", floor * 100.0));
        writeln!(
            text,
            "  {:<18} {:>4} of {:>4}  {}{floor}",
            rate.name,
            rate.passed,
            rate.cases,
            told(rate)
        )?;
    }
    if !report.labels.is_empty() {
        let (accuracy, f1) = (report.labels.accuracy() * 100.0, report.labels.macro_f1());
        writeln!(
            text,
            "\naccuracy {accuracy:.1} %, macro-F1 {f1:.3}; rows expected, columns found:"
        )?;
        let names = report.labels.names();
        let width = names.iter().map(|name| name.len()).max().unwrap_or(0);
        let number: Vec<String> = (1..=names.len()).map(|number| format!("{number:>4}")).collect();
        writeln!(text, "  {:width$}     {}", "", number.concat())?;
        for (row, expected) in names.iter().enumerate() {
            let cells: Vec<String> = names
                .iter()
                .map(|found| match report.labels.cell(expected, found) {
                    0 => "   .".to_owned(),
                    count => format!("{count:>4}"),
                })
                .collect();
            writeln!(text, "  {expected:width$} {:>3} {}", row + 1, cells.concat())?;
        }
    }
    let failed: Vec<_> = report.results.iter().filter(|graded| !graded.pass).collect();
    if !failed.is_empty() {
        writeln!(text, "\nfailed:")?;
    }
    for graded in failed.iter().take(FAILED) {
        let grade = graded.grades.iter().find(|grade| !grade.pass);
        let why = grade.map(|grade| format!("{}: {}", grade.grader, grade.reason));
        let why = graded.error.clone().or(why).unwrap_or_default();
        writeln!(text, "  {}/{} {why}", graded.suite, graded.id)?;
    }
    if failed.len() > FAILED {
        writeln!(text, "  and {} more", failed.len() - FAILED)?;
    }
    if !report.comparison.flips.is_empty() {
        writeln!(text, "\nflipped:")?;
    }
    for flip in &report.comparison.flips {
        writeln!(
            text,
            "  {} {}",
            if flip.pass { "won " } else { "lost" },
            flip.case
        )?;
    }
    writeln!(text, "\n{}\n{}", compared(report), report.power)?;
    let spent = spent(&report.spent);
    if !spent.is_empty() {
        writeln!(text, "{spent}")?;
    }
    match report.refusals.as_slice() {
        [] => writeln!(text, "the gate is open"),
        refusals => {
            writeln!(text, "the gate is closed:")?;
            refusals
                .iter()
                .try_for_each(|refusal| writeln!(text, "  {refusal}"))
        }
    }
}
