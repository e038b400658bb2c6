//! A text in, the numbers that it claims out. Small plain numbers, such as a list's, claim nothing.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::value::{hundredths, spoken, word_pattern};
use crate::pattern::shadow_pattern;

/// One number, with what makes it one that matters.
pub(super) struct Claim {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Money, or a number with two places: in hundredths.
    Amount(u64),
    /// In hundredths of a per cent.
    Percentage(u64),
    /// Hundredths of a unit, and the unit's first letters.
    Duration(u64, &'static str),
    /// What the day may be: `4/5` is two.
    Date(Vec<Day>),
    /// Letters and digits only.
    Identifier(String),
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day {
    pub(super) day: u32,
    pub(super) month: u32,
    pub(super) year: Option<u32>,
}

const NUMBER: &str = r"(?:\d{1,3}(?:[.,]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)";
const MONTH: &str =
    r"(?:jan|feb|fev|mar|apr|abr|may|mai|jun|jul|aug|ago|sep|set|oct|out|nov|dec|dez)[a-z]{0,7}\.?";
const MONTHS: [[&str; 2]; 12] = [
    ["jan", "jan"],
    ["feb", "fev"],
    ["mar", "mar"],
    ["apr", "abr"],
    ["may", "mai"],
    ["jun", "jun"],
    ["jul", "jul"],
    ["aug", "ago"],
    ["sep", "set"],
    ["oct", "out"],
    ["nov", "nov"],
    ["dec", "dez"],
];
/// Units of time by their beginnings, English and Portuguese, with what they are called here.
const UNITS: [(&str, &str); 12] = [
    ("min", "minute"),
    ("hour", "hour"),
    ("hr", "hour"),
    ("hora", "hour"),
    ("day", "day"),
    ("dia", "day"),
    ("week", "week"),
    ("sem", "week"),
    ("mon", "month"),
    ("mes", "month"),
    ("year", "year"),
    ("ano", "year"),
];

static CLAIM: LazyLock<Regex> = LazyLock::new(|| {
    let words = format!(r"(?:(?:{})(?:[ -](?:and |e |a )?|\b))+", word_pattern());
    let unit = r"(?:business |working |calendar )?(?:minut[a-z]+|mins?|hours?|hrs?|horas?|days?|dias?|weeks?|semanas?|months?|mes(?:es)?|years?|anos?)\b";
    let money = r"(?:dollars?|bucks|reais|euros?|pounds?|libras?|credits|usd|brl|eur|gbp|€|£)";
    let percent = r"(?:%|percent|per cent|por cento)";
    shadow_pattern(&format!(
        r"(?P<iso>\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b)|(?P<numeric>\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})\b)|(?P<monthday>\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?)|(?P<daymonth>\b\d{{1,2}}(?:st|nd|rd|th|o)?(?: of| de)? {MONTH}\b(?:,?(?: de)? \d{{4}}\b)?)|(?P<signed>(?:r\$|us\$|\$|€|£|¥|\b(?:usd|brl|eur|gbp)) ?{NUMBER})|(?P<money>\b{NUMBER} ?{money})|(?P<spoken>\b{words} ?{money})|(?P<percent>\b{NUMBER} ?{percent})|(?P<spokenpercent>\b{words} ?{percent})|(?P<from>\b{NUMBER}) ?(?:-|to|or|a|ou) ?(?P<to>{NUMBER})[ -]?(?P<rangeunit>{unit})|(?P<duration>\b{NUMBER}[ -]?{unit})|(?P<spokenduration>\b{words} ?{unit})|(?P<identifier>#[ ]?[a-z0-9][a-z0-9-]*|\b[a-z]{{0,6}}[-_]?\d{{4,}}[a-z0-9]*(?:-[a-z0-9]+)*\b)|(?P<decimal>\b(?:\d{{1,3}}(?:[.,]\d{{3}})+|\d+)[.,]\d{{2}}\b)|(?P<thousands>\b\d{{1,3}}(?:[.,]\d{{3}})+\b)"
    ))
});

/// The claims of a lower-case shadow.
pub(super) fn find(text: &str) -> Vec<Claim> {
    CLAIM
        .captures_iter(text)
        .flat_map(|found| claims(&found))
        .collect()
}

fn claims(found: &Captures<'_>) -> Vec<Claim> {
    let Some(whole) = found.get(0) else {
        return Vec::new();
    };
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let digits = |text: &str| hundredths(text.trim_matches(|one: char| !one.is_ascii_digit()));
    let kind = if let Some(text) = part("iso").or(part("numeric")) {
        numeric_date(text).map(Kind::Date)
    } else if let Some(text) = part("monthday").or(part("daymonth")) {
        written_date(text).map(Kind::Date)
    } else if let Some(text) = part("signed")
        .or(part("money"))
        .or(part("decimal"))
        .or(part("thousands"))
    {
        digits(text).map(Kind::Amount)
    } else if let Some(text) = part("spoken") {
        spoken(text.rsplit_once(' ').map_or("", |(number, _)| number)).map(Kind::Amount)
    } else if let Some(text) = part("percent") {
        digits(text).map(Kind::Percentage)
    } else if let Some(text) = part("spokenpercent") {
        let number = text
            .trim_end_matches("por cento")
            .trim_end_matches("per cent")
            .trim_end_matches("percent");
        spoken(number.trim_end_matches('%').trim()).map(Kind::Percentage)
    } else if let (Some(from), Some(to), Some(text)) = (part("from"), part("to"), part("rangeunit")) {
        let each = [from, to]
            .into_iter()
            .filter_map(|number| Some(Kind::Duration(digits(number)?, unit(text)?)));
        return each
            .map(|kind| Claim {
                range: whole.range(),
                kind,
            })
            .collect();
    } else if let Some(text) = part("duration") {
        let at = text
            .find(|one: char| one.is_ascii_alphabetic())
            .unwrap_or(text.len());
        let (number, rest) = text.split_at(at);
        digits(number)
            .zip(unit(rest))
            .map(|(number, unit)| Kind::Duration(number, unit))
    } else if let Some(text) = part("spokenduration") {
        let mut rest = text.rsplitn(2, ' ');
        let name = rest.next().unwrap_or_default();
        let number = rest.next().unwrap_or_default();
        let number = ["business", "working", "calendar"]
            .iter()
            .fold(number, |text, word| text.trim_end_matches(word).trim_end());
        // One day may be any.
        spoken(number)
            .filter(|number| *number > 100)
            .zip(unit(name))
            .map(|(number, unit)| Kind::Duration(number, unit))
    } else {
        part("identifier").and_then(identifier)
    };
    kind.map(|kind| Claim {
        range: whole.range(),
        kind,
    })
    .into_iter()
    .collect()
}

/// An identifier has a digit; what follows a `#` without one is a heading or a tag.
fn identifier(text: &str) -> Option<Kind> {
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = compact.chars().filter(char::is_ascii_digit).count();
    (digits >= 3).then_some(Kind::Identifier(compact))
}

fn unit(text: &str) -> Option<&'static str> {
    let text = ["business ", "working ", "calendar "]
        .iter()
        .fold(text, |text, word| text.trim_start_matches(word));
    UNITS
        .iter()
        .find(|(beginning, _)| text.starts_with(beginning))
        .map(|(_, unit)| *unit)
}

fn numbers(text: &str) -> Vec<u32> {
    text.split(|one: char| !one.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .collect()
}

fn numeric_date(text: &str) -> Option<Vec<Day>> {
    let day = |day: u32, month: u32, year: u32| Day {
        day,
        month,
        year: Some(if year < 100 { 2000 + year } else { year }),
    };
    let candidates = match numbers(text)[..] {
        [year, month, date] if year > 999 => vec![day(date, month, year)],
        [first, second, year] => vec![day(first, second, year), day(second, first, year)],
        _ => Vec::new(),
    };
    let real: Vec<Day> = candidates
        .into_iter()
        .filter(|date| (1..=31).contains(&date.day) && (1..=12).contains(&date.month))
        .collect();
    (!real.is_empty()).then_some(real)
}

fn written_date(text: &str) -> Option<Vec<Day>> {
    let mut words = text.split(|one: char| !one.is_ascii_alphabetic());
    let named = |word: &str| {
        MONTHS
            .iter()
            .position(|names| names.iter().any(|name| word.starts_with(name)))
    };
    let month = words
        .find_map(named)
        .and_then(|month| u32::try_from(month).ok())?
        + 1;
    let (day, year) = match numbers(text)[..] {
        [day] => (day, None),
        [day, year] => (day, Some(year)),
        _ => return None,
    };
    (1..=31).contains(&day).then(|| vec![Day { day, month, year }])
}
