//! Days as text.

/// Whether `text` is a day of the Gregorian calendar in the form `YYYY-MM-DD`.
pub(super) fn is_valid(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let &[year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |part: &str, digits: usize| {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_day_is_in_the_calendar() {
        let check = |text, expected| assert_eq!(super::is_valid(text), expected, "{text}");
        check("2026-11-01", true);
        check("2028-02-29", true);
        check("2000-02-29", true);
        check("2026-02-29", false);
        check("1900-02-29", false);
        check("2026-04-31", false);
        check("2026-13-01", false);
        check("2026-00-10", false);
        check("2026-1-01", false);
        check("01-11-2026", false);
        check("2026-11-01T00:00", false);
        check("+026-11-01", false);
        check("", false);
    }
}
