//! A text in, what it says out if it is read in another way: decoded, reversed, put together.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use regex::Regex;

use crate::pattern::pattern;

mod letters;
mod morse;

pub(crate) use letters::{caesar, compact, words_reversed};

/// Padding and spare bits as the writer pleased: models are careless with both.
const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const BASE64: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);

static BASE64_RUN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[A-Za-z0-9+/_\-]{4,}(?:\s?\n\s?[A-Za-z0-9+/_\-]{8,})*={0,2}"));
static HEX_RUN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:(?:0x|\\x|%|&#x)?[0-9a-f]{2}[ ,:;\n]{0,2}){3,}"));
static CODE_RUN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:(?:&#)?\b\d{2,3}\b[ ,;\n]{1,2}){3,}(?:&#)?\d{2,3}"));
static BINARY_RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:[01]{7,8}[ ,\n]{0,2}){3,}"));
static UNICODE_ESCAPE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\\u\{?|&#x|u\+)([0-9A-Fa-f]{2,5})[};]?"));

/// The parts of `text` that are readable once base64, hexadecimal, binary, Morse code, character codes or
/// percent-encoding is taken off. Two layers deep.
pub(crate) fn encoded_parts(text: &str) -> Vec<String> {
    let mut parts = decoded_once(text);
    let second: Vec<String> = parts.iter().flat_map(|part| decoded_once(part)).collect();
    parts.extend(second);
    parts
}

fn decoded_once(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = BASE64_RUN
        .find_iter(text)
        .filter_map(|run| base64_text(run.as_str()))
        .collect();
    // Taken together, too: a text that was cut into pieces and then encoded piece by piece.
    if parts.len() > 1 {
        parts.push(parts.concat());
    }
    parts.extend(
        HEX_RUN
            .find_iter(text)
            .filter_map(|run| hexadecimal_text(run.as_str())),
    );
    parts.extend(CODE_RUN.find_iter(text).filter_map(|run| code_text(run.as_str())));
    parts.extend(
        BINARY_RUN
            .find_iter(text)
            .filter_map(|run| binary_text(run.as_str())),
    );
    parts.extend(morse::texts(text));
    if text.contains('%') {
        let decoded = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
        if decoded != text {
            parts.push(decoded.into_owned());
        }
    }
    if UNICODE_ESCAPE.is_match(text) {
        let character = |found: &regex::Captures<'_>| {
            let code = found
                .get(1)
                .and_then(|code| u32::from_str_radix(code.as_str(), 16).ok());
            code.and_then(char::from_u32)
                .map_or_else(String::new, String::from)
        };
        parts.push(UNICODE_ESCAPE.replace_all(text, character).into_owned());
    }
    parts
}

/// The readings of `text` that need no code: letters shifted, turned round, or standing apart.
pub(crate) fn disguises(text: &str) -> Vec<String> {
    let mut readings = vec![
        caesar(text, 13),
        text.chars().rev().collect(),
        letters::atbash(text),
        letters::leet(text),
        letters::pig_latin(text),
    ];
    readings.extend(letters::joined(text));
    readings.extend(letters::acrostic(text));
    readings
}

/// Text that a person could have written.
fn readable(bytes: Vec<u8>) -> Option<String> {
    let text = String::from_utf8(bytes).ok()?;
    let plain = |one: &char| !one.is_control() || matches!(one, '\n' | '\t' | '\r');
    let letters = text
        .chars()
        .filter(|one| one.is_alphanumeric() || one.is_whitespace())
        .count();
    (text.len() >= 3 && text.chars().all(|one| plain(&one)) && letters * 4 >= text.chars().count() * 3)
        .then_some(text)
}

fn base64_text(run: &str) -> Option<String> {
    let standard = |one: char| match one {
        '-' => '+',
        '_' => '/',
        other => other,
    };
    let run: String = run
        .chars()
        .filter(|one| !one.is_whitespace() && *one != '=')
        .map(standard)
        .collect();
    readable(BASE64.decode(run).ok()?)
}

fn hexadecimal_text(run: &str) -> Option<String> {
    let digits: String = run
        .replace("0x", "")
        .replace("&#x", "")
        .chars()
        .filter(char::is_ascii_hexdigit)
        .collect();
    let byte = |at: usize| {
        digits
            .get(at..at + 2)
            .and_then(|pair| u8::from_str_radix(pair, 16).ok())
    };
    readable((0..digits.len() / 2).filter_map(|pair| byte(pair * 2)).collect())
}

fn code_text(run: &str) -> Option<String> {
    let codes = run
        .split(|one: char| !one.is_ascii_digit())
        .filter(|code| !code.is_empty());
    readable(codes.map(|code| code.parse().ok()).collect::<Option<Vec<u8>>>()?)
}

fn binary_text(run: &str) -> Option<String> {
    let spaced: Vec<&str> = run
        .split(|one| one != '0' && one != '1')
        .filter(|part| !part.is_empty())
        .collect();
    let bytes = if spaced.len() > 1 {
        spaced
            .iter()
            .map(|part| u8::from_str_radix(part, 2).ok())
            .collect::<Option<Vec<u8>>>()?
    } else {
        let all = spaced.concat();
        (0..all.len() / 8)
            .filter_map(|at| u8::from_str_radix(all.get(at * 8..at * 8 + 8)?, 2).ok())
            .collect()
    };
    readable(bytes)
}
