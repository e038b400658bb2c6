//! For a comment on a pull request.

use std::fmt::Write as _;

use super::{Report, compared, spent, told};

/// A report as Markdown.
#[must_use]
pub fn markdown(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let mark = if report.is_good() {
        "✅ The gate is open"
    } else {
        "❌ The gate is closed"
    };
    writeln!(text, "### {mark}: {}\n", cell(&report.model))?;
    for refusal in &report.refusals {
        writeln!(text, "- {}", cell(&refusal.to_string()))?;
    }
    writeln!(
        text,
        "\n| | passed | rate (95 % interval) | floor |\n|---|---|---|---|"
    )?;
    for rate in report.suites.iter().chain(&report.tags) {
        let floor = rate
            .floor
            .map_or_else(String::new, |floor| format!("{:.1} %", floor * 100.0));
        writeln!(
            text,
            "| {} | {} of {} | {} | {floor} |",
            cell(&rate.name),
            rate.passed,
            rate.cases,
            told(rate)
        )?;
    }
    if !report.labels.is_empty() {
        let (accuracy, f1) = (report.labels.accuracy() * 100.0, report.labels.macro_f1());
        writeln!(text, "\nAccuracy {accuracy:.1} %, macro-F1 {f1:.3}.\n")?;
        let names = report.labels.names();
        let head: Vec<String> = names.iter().map(|name| format!(" {} |", cell(name))).collect();
        writeln!(
            text,
            "| expected \\ found |{}\n|---|{}",
            head.concat(),
            "---|".repeat(names.len())
        )?;
        for expected in &names {
            let row = names
                .iter()
                .map(|found| format!(" {} |", report.labels.cell(expected, found)));
            writeln!(text, "| {} |{}", cell(expected), row.collect::<String>())?;
        }
    }
    writeln!(text, "\n{}. {}", compared(report), report.power)?;
    let spent = spent(&report.spent);
    if !spent.is_empty() {
        writeln!(text, "\nSpent: {spent}.")?;
    }
    if !report.comparison.flips.is_empty() {
        writeln!(text, "\n<details><summary>Flipped</summary>\n")?;
        for flip in &report.comparison.flips {
            writeln!(
                text,
                "- {} {}",
                if flip.pass { "won" } else { "**lost**" },
                cell(&flip.case)
            )?;
        }
        writeln!(text, "\n</details>")?;
    }
    Ok(())
}

/// A text in a table's cell: on one line, and nothing in it is markup.
fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => escaped.push(' '),
            '|' | '<' | '>' | '[' | ']' | '`' | '*' | '\\' => {
                escaped.push('\\');
                escaped.push(letter);
            }
            letter => escaped.push(letter),
        }
    }
    escaped
}
