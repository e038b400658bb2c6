//! A character in, what it is good for out: which characters nobody sees, and which look like another.

use unicode_properties::{GeneralCategoryGroup, UnicodeEmoji as _, UnicodeGeneralCategory as _};
use unicode_security::confusable_detection::skeleton;

/// Joins two characters into one where the script has such, and nothing anywhere else.
pub(crate) const ZERO_WIDTH_JOINER: char = '\u{200D}';

/// Keeps two characters apart that would join.
pub(crate) const ZERO_WIDTH_NON_JOINER: char = '\u{200C}';

/// The black flag that the tag sequences of flags begin with.
pub(crate) const BLACK_FLAG: char = '\u{1F3F4}';

/// Tag characters: a whole second alphabet that no font shows.
pub(crate) const fn is_tag(character: char) -> bool {
    matches!(character, '\u{E0000}'..='\u{E007F}')
}

/// Variation selectors: they choose a glyph, and in runs they carry bytes.
pub(crate) const fn is_variation_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}' | '\u{180B}'..='\u{180D}' | '\u{180F}')
}

/// Controls of the writing direction: they make a text read otherwise than it is.
pub(crate) const fn is_direction_control(character: char) -> bool {
    matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Control characters other than the tabulator and the ends of lines.
pub(crate) const fn is_stray_control(character: char) -> bool {
    character.is_ascii_control() && !matches!(character, '\t' | '\n' | '\r')
        || matches!(character, '\u{80}'..='\u{84}' | '\u{86}'..='\u{9F}')
}

/// Characters of no width that no script needs where words are.
pub(crate) const fn is_blank(character: char) -> bool {
    matches!(
        character,
        '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180E}' | '\u{200B}'
            | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFFB}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0080}'..='\u{E00FF}'
            | '\u{E01F0}'..='\u{E0FFF}'
    )
}

/// Whether a reader sees nothing of the character, whatever stands next to it.
pub(crate) const fn is_invisible(character: char) -> bool {
    is_tag(character)
        || is_variation_selector(character)
        || is_direction_control(character)
        || is_stray_control(character)
        || is_blank(character)
        || matches!(character, ZERO_WIDTH_JOINER | ZERO_WIDTH_NON_JOINER)
}

/// Whether a joiner beside the character may change how it looks: letters and marks of the scripts that join.
pub(crate) fn is_joining(character: char) -> bool {
    // Up to U+058F there are only Latin, Greek, Cyrillic and Armenian, none of which joins.
    character > '\u{58F}'
        && matches!(
            character.general_category_group(),
            GeneralCategoryGroup::Letter | GeneralCategoryGroup::Mark
        )
}

/// Whether the character may be a part of a joined emoji.
pub(crate) fn is_pictographic(character: char) -> bool {
    !character.is_ascii() && character.is_emoji_char_or_emoji_component()
}

/// Whether the character is a mark upon the one before.
pub(crate) fn is_mark(character: char) -> bool {
    !character.is_ascii() && character.general_category_group() == GeneralCategoryGroup::Mark
}

/// The zeros of decimal digits outside of ASCII, each the first of ten.
const ZEROS: [u32; 20] = [
    0x660, 0x6F0, 0x7C0, 0x966, 0x9E6, 0xA66, 0xAE6, 0xB66, 0xBE6, 0xC66, 0xCE6, 0xD66, 0xDE6, 0xE50, 0xED0,
    0xF20, 0x1040, 0x17E0, 0x1810, 0x19D0,
];

/// What the character looks like, if that is ASCII; lower case for lower case.
pub(crate) fn ascii_alike(character: char) -> Option<char> {
    let code = u32::from(character);
    if let Some(zero) = ZEROS.iter().find(|zero| (**zero..**zero + 10).contains(&code)) {
        return char::from_digit(code - zero, 10);
    }
    match character {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}' => return Some('-'),
        '\u{2018}'..='\u{201B}' | '\u{2032}' | '\u{B4}' => return Some('\''),
        '\u{201C}'..='\u{201F}' | '\u{2033}' | '\u{AB}' | '\u{BB}' => return Some('"'),
        '\u{3002}' | '\u{FF61}' | '\u{2024}' => return Some('.'),
        other if other.is_whitespace() => return Some(' '),
        _ => {}
    }
    // From Hebrew to Burmese a letter that resembles one of ours is a letter of its own: whole texts would be garbled.
    if matches!(character, '\u{590}'..='\u{109F}') {
        return None;
    }
    // The table knows a capital I as a small L; of the small letter it knows the letter that is meant.
    let small = character
        .to_lowercase()
        .next()
        .filter(|small| *small != character);
    let alike = |letter: char| {
        let mut buffer = [0; 4];
        let text = letter.encode_utf8(&mut buffer);
        let mut prototype = skeleton(text).filter(|part| !is_mark(*part));
        match (prototype.next(), prototype.next()) {
            (Some(one), None) if one.is_ascii() => Some(one),
            _ => None,
        }
    };
    match small {
        Some(small) => alike(small).map(|one| one.to_ascii_uppercase()),
        None => alike(character),
    }
}
