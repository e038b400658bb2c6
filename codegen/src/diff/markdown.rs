//! Changes in, Markdown for one comment on a pull request out: what matters first, the rest folded.

use super::report::{Entry, Mark, Report, Section};
use super::{Changes, Severity};

/// By this line a workflow finds the comment that it wrote before, and writes it anew.
pub const STICKY: &str = "<!-- ferrovia: codegen diff -->";

impl Changes {
    /// What changed, as one sticky comment.
    #[must_use]
    pub fn markdown(&self) -> String {
        let report = Report::of(self);
        let sign = match self.severity {
            Severity::Breaking => "🛑",
            Severity::Caution => "⚠️",
            Severity::Harmless => "✅",
        };
        let mut text = format!("{STICKY}\n### {sign} {}\n", report.verdict);
        if !report.summary.is_empty() {
            text.push('\n');
            report
                .summary
                .iter()
                .for_each(|entry| text.push_str(&bullet(entry)));
        }
        for section in &report.sections {
            text.push_str(&details(section));
        }
        if let Some(kept) = &report.kept {
            text.push_str(&format!("\n{kept}\n"));
        }
        text
    }
}

fn details(section: &Section) -> String {
    let mut text = format!(
        "\n<details><summary><b>{}</b>: {}</summary>\n\n",
        section.title, section.count
    );
    section
        .entries
        .iter()
        .for_each(|entry| text.push_str(&bullet(entry)));
    if let Some(remark) = &section.remark {
        text.push_str(&format!("\n{remark}\n"));
    }
    text.push_str("\n</details>\n");
    text
}

fn bullet(entry: &Entry) -> String {
    let mark = match entry.mark {
        Mark::More => "**+**",
        Mark::Less => "**−**",
        Mark::Other => "**~**",
        Mark::Breaks => "🛑",
    };
    let notes: String = entry.notes.iter().map(|note| format!("  - {note}\n")).collect();
    format!("- {mark} {}\n{notes}", entry.title)
}
