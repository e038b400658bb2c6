//! Numbers in, words out, alike in every rendering.

/// `90 s` as `1 min 30 s`, `259200` as `3 d`.
#[must_use]
pub fn duration(seconds: u32) -> String {
    let units = [(86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")];
    let mut left = seconds;
    let mut parts = Vec::new();
    for (length, unit) in units {
        let count = left / length;
        left %= length;
        if count > 0 {
            parts.push(format!("{count} {unit}"));
        }
    }
    if parts.is_empty() {
        return "0 s".to_owned();
    }
    parts.truncate(2);
    parts.join(" ")
}

/// US dollars with as many digits as mean something: `$0.0021`, `$33.10`.
#[must_use]
pub fn dollars(usd: f64) -> String {
    let digits = [(1.0, 2), (0.1, 3), (0.01, 4), (0.001, 5), (0.000_1, 6)];
    let digits = digits
        .into_iter()
        .find(|(least, _)| usd >= *least)
        .map_or(7, |(_, digits)| digits);
    format!("${usd:.digits$}")
}

/// `1 function`, `2 functions`.
#[must_use]
pub fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}
