//! A customer's text in, the same text without what nobody sees out: what a model is shown.

use std::borrow::Cow;

use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::characters::{
    BLACK_FLAG, ZERO_WIDTH_JOINER, ZERO_WIDTH_NON_JOINER, is_blank, is_direction_control, is_invisible,
    is_joining, is_pictographic, is_stray_control, is_tag, is_variation_selector,
};

/// The tag sequences after a black flag that fonts show: England, Scotland and Wales.
const FLAGS: [&str; 3] = [
    "\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
    "\u{E0067}\u{E0062}\u{E0077}\u{E006C}\u{E0073}\u{E007F}",
];

/// `text` in NFC and without what nobody sees: control characters (but not the tabulator and the ends of lines),
/// tag characters, runs of variation selectors, controls of the writing direction, and characters of no width.
/// Joiners stay between letters of scripts that join and within emoji; a single variation selector stays after
/// what it can change.
///
/// For what a model is shown. What is stored is what the customer wrote.
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_invisible) && is_nfc(text) {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        let before = kept.chars().next_back();
        if character == BLACK_FLAG {
            kept.push(character);
            if let Some(flag) = FLAGS.iter().find(|flag| rest.as_str().starts_with(**flag)) {
                kept.push_str(flag);
                rest = rest.as_str().get(flag.len()..).unwrap_or_default().chars();
            }
        } else if stays(character, before, rest.as_str()) {
            kept.push(character);
        } else if is_variation_selector(character) {
            // The others of a run carry bytes, too.
            let others = rest.as_str().trim_start_matches(is_variation_selector);
            rest = others.chars();
        }
    }
    Cow::Owned(kept.nfc().collect())
}

/// Whether a reader can see that `character` is there, between `before` and `after`.
fn stays(character: char, before: Option<char>, after: &str) -> bool {
    let next = after.chars().next();
    match character {
        ZERO_WIDTH_JOINER => {
            let emoji = |one: char| is_pictographic(one) || is_variation_selector(one);
            let within = |holds: fn(char) -> bool| before.is_some_and(holds) && next.is_some_and(holds);
            within(is_joining) || (before.is_some_and(emoji) && next.is_some_and(is_pictographic))
        }
        ZERO_WIDTH_NON_JOINER => before.is_some_and(is_joining) && next.is_some_and(is_joining),
        selector if is_variation_selector(selector) => {
            let changes =
                |one: char| is_pictographic(one) || is_joining(one) || matches!(one, '0'..='9' | '#' | '*');
            before.is_some_and(changes) && !next.is_some_and(is_variation_selector)
        }
        other => {
            !(is_tag(other) || is_direction_control(other) || is_stray_control(other) || is_blank(other))
        }
    }
}
