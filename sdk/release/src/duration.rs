//! `10m` in, a duration out.

use std::time::Duration;

/// A text that is no duration.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no duration: write `90s`, `10m` or `1h`")]
pub struct InvalidDuration(String);

/// Reads a whole number of seconds, minutes or hours.
///
/// # Errors
/// [`InvalidDuration`] if it is something else, or nothing at all.
pub fn duration(text: &str) -> Result<Duration, InvalidDuration> {
    let invalid = || InvalidDuration(text.to_owned());
    let (number, unit) = text
        .split_at_checked(text.len().saturating_sub(1))
        .ok_or_else(invalid)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3600,
        _ => return Err(invalid()),
    };
    let number: u32 = number.parse().map_err(|_| invalid())?;
    if number == 0 || !text.starts_with(|first: char| first.is_ascii_digit()) {
        return Err(invalid());
    }
    Ok(Duration::from_secs(u64::from(number) * seconds))
}
