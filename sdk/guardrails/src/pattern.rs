//! A pattern that we wrote in, the pattern compiled out.

use regex::Regex;

/// Compiles a pattern of ours. Digits and the borders of words are ASCII: the texts are shadows.
#[expect(
    clippy::expect_used,
    reason = "a pattern is a constant, and the tests use each"
)]
pub(crate) fn pattern(text: &str) -> Regex {
    let ascii = text
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\d", "[0-9]")
        .replace(r"\D", "[^0-9]");
    Regex::new(&ascii).expect("the pattern is one")
}

/// Compiles a pattern over a [`crate::Shadow`] in lower case, where words are ASCII, too: small, and as fast on other
/// scripts.
pub(crate) fn shadow_pattern(text: &str) -> Regex {
    let ascii = text.replace(r"\w", "[0-9a-z_]").replace(r"\W", "[^0-9a-z_]");
    pattern(&format!("(?s){ascii}"))
}
