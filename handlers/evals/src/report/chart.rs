//! A picture: a bar for each suite and tag, its interval, and the floor.

use std::fmt::Write as _;

use super::junit::xml;
use super::{Rate, Report, told};

/// Where bars begin and how wide 100 % is, in pixels.
const LEFT: f64 = 150.0;
const WIDTH: f64 = 420.0;
const ROW: u32 = 26;
const TOP: u32 = 34;

/// A report as SVG.
#[must_use]
pub fn chart(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string never fails.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let rates: Vec<&Rate> = report.suites.iter().chain(&report.tags).collect();
    let rows = u32::try_from(rates.len()).unwrap_or(u32::MAX);
    let height = TOP + ROW * rows + 30;
    writeln!(
        text,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"760\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\">"
    )?;
    writeln!(text, "<rect width=\"760\" height=\"{height}\" fill=\"white\"/>")?;
    let title = format!("{}: passed, with 95 % intervals", report.model);
    writeln!(
        text,
        "<text x=\"10\" y=\"20\" font-weight=\"bold\">{}</text>",
        xml(&title)
    )?;
    for percent in [0_u32, 25, 50, 75, 100] {
        let x = at(f64::from(percent) / 100.0);
        let (bottom, label) = (height - 26, height - 10);
        writeln!(
            text,
            "<line x1=\"{x:.1}\" y1=\"{TOP}\" x2=\"{x:.1}\" y2=\"{bottom}\" stroke=\"#ddd\"/>"
        )?;
        writeln!(
            text,
            "<text x=\"{x:.1}\" y=\"{label}\" text-anchor=\"middle\">{percent} %</text>"
        )?;
    }
    for (row, rate) in (0_u32..).zip(rates) {
        let y = TOP + ROW * row;
        let (low, high) = rate.interval();
        let (low, high, end) = (at(low), at(high), at(rate.share()));
        let below = rate.floor.is_some_and(|floor| rate.weighted < floor);
        let fill = if below { "#d9534f" } else { "#5b8def" };
        let (name, middle, baseline) = (xml(&rate.name), y + 11, y + 15);
        writeln!(
            text,
            "<text x=\"{}\" y=\"{baseline}\" text-anchor=\"end\">{name}</text>",
            LEFT - 8.0
        )?;
        writeln!(
            text,
            "<rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"14\" fill=\"{fill}\"/>",
            y + 4,
            end - LEFT
        )?;
        writeln!(
            text,
            "<line x1=\"{low:.1}\" y1=\"{middle}\" x2=\"{high:.1}\" y2=\"{middle}\" stroke=\"black\"/>"
        )?;
        for x in [low, high] {
            writeln!(
                text,
                "<line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{baseline}\" stroke=\"black\"/>",
                y + 7
            )?;
        }
        if let Some(floor) = rate.floor.map(at) {
            writeln!(
                text,
                "<line x1=\"{floor:.1}\" y1=\"{}\" x2=\"{floor:.1}\" y2=\"{}\" stroke=\"#d9534f\" stroke-width=\"2\"/>",
                y + 1,
                y + 21
            )?;
        }
        let told = format!("{}, {} cases", told(rate), rate.cases);
        writeln!(
            text,
            "<text x=\"{}\" y=\"{baseline}\">{}</text>",
            LEFT + WIDTH + 12.0,
            xml(&told)
        )?;
    }
    writeln!(text, "</svg>")
}

fn at(share: f64) -> f64 {
    WIDTH.mul_add(share, LEFT)
}
