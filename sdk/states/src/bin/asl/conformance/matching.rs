//! Values with placeholders, as the recordings have them, against values.

use ferrovia_states::value::Value;

/// Whether `actual` is `expected`, in which `<…>` stands for any text, and `date` and `timestamp` for any time.
pub(super) fn matches(expected: &Value, actual: &Value) -> bool {
    if let (Some(expected), Some(actual)) = (expected.as_str(), actual.as_str()) {
        return matches_text(expected, actual);
    }
    if let (Some(expected), Some(actual)) = (expected.items(), actual.items()) {
        return expected.len() == actual.len()
            && expected
                .zip(actual)
                .all(|(expected, actual)| matches(&expected, &actual));
    }
    if let (Some(mut expected), Some(members)) = (expected.members(), actual.members()) {
        return expected.len() == members.len()
            && expected
                .all(|(name, expected)| actual.get(name).is_some_and(|actual| matches(&expected, &actual)));
    }
    expected == actual
}

/// The same for text.
pub(super) fn matches_text(expected: &str, actual: &str) -> bool {
    if expected == actual {
        return true;
    }
    if expected == "date" || expected == "timestamp" {
        return is_time(actual);
    }
    let parts = parts(expected);
    let (Some((first, rest)), Some(last)) = (parts.split_first(), parts.last()) else {
        return false;
    };
    if rest.is_empty() {
        return false;
    }
    let Some(mut remaining) = actual.strip_prefix(*first) else {
        return false;
    };
    for part in &rest[..rest.len() - 1] {
        match remaining.find(part) {
            Some(at) => remaining = &remaining[at + part.len()..],
            None => return false,
        }
    }
    remaining.ends_with(last)
}

/// The text between the placeholders; these may stand in each other.
fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (at, c) in text.char_indices() {
        match c {
            '<' => {
                if depth == 0 {
                    parts.push(&text[start..at]);
                }
                depth += 1;
            }
            '>' if depth > 0 => {
                depth -= 1;
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(if depth == 0 { &text[start..] } else { "" });
    parts
}

/// Whether it looks like a time; it need not be one that exists.
fn is_time(text: &str) -> bool {
    let shape = "0000-00-00T00:00:00";
    text.len() >= shape.len()
        && text.chars().zip(shape.chars()).all(|(c, shape)| {
            if shape == '0' {
                c.is_ascii_digit()
            } else {
                c == shape
            }
        })
}
