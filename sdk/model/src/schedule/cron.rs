//! The six fields of a `cron` expression in, the minutes that they mean out.

use super::ScheduleError;

/// The minutes that a `cron` expression means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cron {
    minutes: u64,
    hours: u64,
    days: Days,
    months: u64,
    /// Ranges of years; `None` is every year.
    years: Option<Vec<(u32, u32, u32)>>,
}

/// Which days of a month: sets are bits.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Days {
    /// `1`, `*/2`, `1,15`
    OfMonth(u64),
    /// `L`
    Last,
    /// `LW`
    LastWeekday,
    /// `15W`: the weekday nearest to it, within the month.
    Nearest(u32),
    /// `MON-FRI`, Sunday being 1.
    OfWeek(u64),
    /// `6L`: the last Friday.
    LastOfWeek(u32),
    /// `6#3`: the third Friday.
    NthOfWeek(u32, u32),
}

/// A minute on the wall's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Minute {
    /// The year.
    pub year: u32,
    /// 1 to 12.
    pub month: u32,
    /// 1 to 31.
    pub day: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
}

/// What a field takes.
struct Field {
    name: &'static str,
    takes: &'static str,
    least: u32,
    most: u32,
    /// Words for numbers from `least` on.
    words: &'static [&'static str],
}

const MINUTES: Field = Field {
    name: "minute",
    takes: "0 to 59, `*`, `0,30`, `0-10`, `*/5`",
    least: 0,
    most: 59,
    words: &[],
};
const HOURS: Field = Field {
    name: "hour",
    takes: "0 to 23, `*`, `8,20`, `8-18`, `*/2`",
    least: 0,
    most: 23,
    words: &[],
};
const DAYS_OF_MONTH: Field = Field {
    name: "day of month",
    takes: "1 to 31, `*`, `?`, `1,15`, `1-7`, `*/2`, `L`, `LW`, `15W`",
    least: 1,
    most: 31,
    words: &[],
};
const MONTHS: Field = Field {
    name: "month",
    takes: "1 to 12 or JAN to DEC, `*`, `1,7`, `APR-JUN`, `*/3`",
    least: 1,
    most: 12,
    words: &[
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ],
};
const DAYS_OF_WEEK: Field = Field {
    name: "day of week",
    takes: "1 to 7 or SUN to SAT, `*`, `?`, `MON,THU`, `MON-FRI`, `6L`, `6#3`",
    least: 1,
    most: 7,
    words: &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
};
const YEARS: Field = Field {
    name: "year",
    takes: "1970 to 2199, `*`, `2027,2028`, `2027-2030`, `2027/2`",
    least: 1970,
    most: 2199,
    words: &[],
};

impl Cron {
    pub(super) fn parse(text: &str) -> Result<Self, ScheduleError> {
        let fields: Vec<&str> = text.split(' ').filter(|field| !field.is_empty()).collect();
        let [minutes, hours, of_month, months, of_week, years] = fields[..] else {
            return Err(ScheduleError::Fields(fields.len()));
        };
        let days = match (of_month, of_week) {
            ("?", "?") => return Err(ScheduleError::Days),
            (of_month, "?") => days_of_month(of_month)?,
            ("?", of_week) => days_of_week(of_week)?,
            (..) => return Err(ScheduleError::Days),
        };
        let years = match years {
            "*" => None,
            years => Some(YEARS.ranges(years)?),
        };
        Ok(Self {
            minutes: MINUTES.set(minutes)?,
            hours: HOURS.set(hours)?,
            days,
            months: MONTHS.set(months)?,
            years,
        })
    }

    /// Whether it is time in this minute, by the clock of the schedule's time zone.
    #[must_use]
    pub fn is_due(&self, at: Minute) -> bool {
        has(self.minutes, at.minute)
            && has(self.hours, at.hour)
            && has(self.months, at.month)
            && self.days.have(at)
            && self.years.as_ref().is_none_or(|ranges| {
                let within = |(first, last, step): &(u32, u32, u32)| {
                    (*first..=*last).contains(&at.year) && (at.year - first).is_multiple_of(*step)
                };
                ranges.iter().any(within)
            })
    }
}

const fn has(set: u64, number: u32) -> bool {
    set & (1 << number) != 0
}

impl Days {
    fn have(&self, at: Minute) -> bool {
        let length = length(at.year, at.month);
        let of_week = weekday(at.year, at.month, at.day);
        match self {
            Self::OfMonth(days) => has(*days, at.day),
            Self::Last => at.day == length,
            Self::LastWeekday => at.day == nearest(at.year, at.month, length),
            Self::Nearest(day) => *day <= length && at.day == nearest(at.year, at.month, *day),
            Self::OfWeek(days) => has(*days, of_week),
            Self::LastOfWeek(day) => of_week == *day && at.day + 7 > length,
            Self::NthOfWeek(day, nth) => of_week == *day && at.day.div_ceil(7) == *nth,
        }
    }
}

/// The weekday (Monday to Friday) nearest to a day, in its month.
fn nearest(year: u32, month: u32, day: u32) -> u32 {
    match (weekday(year, month, day), day) {
        // Saturday: the Friday before, or the Monday after the first.
        (7, 1) => 3,
        (7, day) => day - 1,
        // Sunday: the Monday after, or the Friday before the last.
        (1, day) if day == length(year, month) => day - 2,
        (1, day) => day + 1,
        (_, day) => day,
    }
}

/// How many days a month has.
const fn length(year: u32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The day of the week, Sunday being 1: Zeller's congruence, which counts from Saturday.
const fn weekday(year: u32, month: u32, day: u32) -> u32 {
    let (year, month) = if month < 3 {
        (year - 1, month + 12)
    } else {
        (year, month)
    };
    let from_saturday = (day + 13 * (month + 1) / 5 + year + year / 4 - year / 100 + year / 400) % 7;
    (from_saturday + 6) % 7 + 1
}

fn days_of_month(text: &str) -> Result<Days, ScheduleError> {
    match text {
        "L" => Ok(Days::Last),
        "LW" => Ok(Days::LastWeekday),
        text => match text.strip_suffix('W') {
            Some(day) => DAYS_OF_MONTH.number(day, text).map(Days::Nearest),
            None => DAYS_OF_MONTH.set(text).map(Days::OfMonth),
        },
    }
}

fn days_of_week(text: &str) -> Result<Days, ScheduleError> {
    if text == "L" {
        return Ok(Days::OfWeek(1 << 7));
    }
    if let Some(day) = text.strip_suffix('L') {
        return DAYS_OF_WEEK.number(day, text).map(Days::LastOfWeek);
    }
    match text.split_once('#') {
        Some((day, nth)) => {
            let day = DAYS_OF_WEEK.number(day, text)?;
            let nth = nth.parse().ok().filter(|nth| (1..=5).contains(nth));
            nth.map(|nth| Days::NthOfWeek(day, nth))
                .ok_or_else(|| DAYS_OF_WEEK.refused(text))
        }
        None => DAYS_OF_WEEK.set(text).map(Days::OfWeek),
    }
}

impl Field {
    fn refused(&self, text: &str) -> ScheduleError {
        ScheduleError::Field {
            field: self.name,
            text: text.to_owned(),
            takes: self.takes,
        }
    }

    /// A number or its word; `whole` is what the field says, for whoever mistook it.
    fn number(&self, text: &str, whole: &str) -> Result<u32, ScheduleError> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let number = match word.and_then(|word| u32::try_from(word).ok()) {
            Some(word) => Some(self.least + word),
            None if text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
            None => None,
        };
        number
            .filter(|number| (self.least..=self.most).contains(number))
            .ok_or_else(|| self.refused(whole))
    }

    /// First, last and step of each part of a list.
    fn ranges(&self, text: &str) -> Result<Vec<(u32, u32, u32)>, ScheduleError> {
        let range = |part: &str| {
            let (range, step) = match part.split_once('/') {
                Some((range, step)) => {
                    let step = step.parse().ok().filter(|step| *step > 0);
                    (range, Some(step.ok_or_else(|| self.refused(text))?))
                }
                None => (part, None),
            };
            let (first, last) = match range.split_once('-') {
                _ if range == "*" => (self.least, self.most),
                Some((first, last)) => (self.number(first, text)?, self.number(last, text)?),
                None => {
                    let first = self.number(range, text)?;
                    (first, if step.is_some() { self.most } else { first })
                }
            };
            if first > last {
                return Err(self.refused(text));
            }
            Ok((first, last, step.unwrap_or(1)))
        };
        text.split(',').map(range).collect()
    }

    /// The same as a set of bits; no number is above 63.
    fn set(&self, text: &str) -> Result<u64, ScheduleError> {
        let ranges = self.ranges(text)?;
        let numbers = ranges.into_iter().flat_map(|(first, last, step)| {
            (first..=last).step_by(usize::try_from(step).unwrap_or(usize::MAX))
        });
        Ok(numbers.fold(0, |set, number| set | 1 << number))
    }
}
