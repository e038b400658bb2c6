//! Changes in, text for a terminal out.

use super::Changes;
use super::report::{Entry, Mark, Report};
use owo_colors::Style;

impl Changes {
    /// What changed, for a terminal, in colour if so wished.
    #[must_use]
    pub fn text(&self, coloured: bool) -> String {
        let paint = |text: &str, style: Style| {
            if coloured {
                style.style(text).to_string()
            } else {
                text.to_owned()
            }
        };
        let report = Report::of(self);
        let mut text = format!("{}\n", paint(&report.verdict, Style::new().bold()));
        for section in &report.sections {
            let title = paint(section.title, Style::new().bold().underline());
            text.push_str(&format!("\n{title}  {}\n", section.count));
            for entry in &section.entries {
                let sign = paint(&entry.mark.sign().to_string(), style(entry));
                text.push_str(&format!("  {sign} {}\n", entry.title));
                for note in &entry.notes {
                    text.push_str(&format!("      {}\n", paint(note, Style::new().dimmed())));
                }
            }
            if let Some(remark) = &section.remark {
                text.push_str(&format!("  {}\n", paint(remark, Style::new().dimmed())));
            }
        }
        if let Some(kept) = &report.kept {
            text.push_str(&format!("\n{kept}\n"));
        }
        text
    }
}

const fn style(entry: &Entry) -> Style {
    match entry.mark {
        Mark::More => Style::new().green(),
        Mark::Less => Style::new().yellow(),
        Mark::Other => Style::new().cyan(),
        Mark::Breaks => Style::new().red().bold(),
    }
}
