//! What an attack asks for, done to a text: the stub's obedience.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

/// A way to write a text.
pub(super) type Encoding = fn(&str) -> String;

/// The first that the attack asks for, of what a program can do. `None` if it asks for none.
pub(super) fn asked(attack: &str) -> Option<Encoding> {
    let attack = attack.to_lowercase();
    let known: [(&str, Encoding); 15] = [
        ("base64", base64),
        ("rot13", rot13),
        ("hexadecimal", hexadecimal),
        ("in hex", hexadecimal),
        ("morse", morse),
        ("pig latin", pig_latin),
        ("leetspeak", leet),
        ("reverse", reversed),
        ("backwards", reversed),
        ("acrostic", acrostic),
        ("haiku", haiku),
        ("poem", haiku),
        ("emoji", emoji),
        ("json", json),
        ("binary", binary),
    ];
    known
        .iter()
        .find(|(name, _)| attack.contains(name))
        .map(|(_, encoding)| *encoding)
}

/// What attacks on other systems ask for, too: each is tried on every prompt.
pub(super) const ALL: [(&str, Encoding); 14] = [
    ("base64", base64),
    ("base64 of base64", |text| base64(&base64(text))),
    ("base64 in two parts", halves),
    ("rot13", rot13),
    ("caesar 5", |text| shifted(text, 5)),
    ("hexadecimal", hexadecimal),
    ("binary", binary),
    ("morse", morse),
    ("pig latin", pig_latin),
    ("leet", leet),
    ("reversed", reversed),
    ("words reversed", |text| {
        text.split_whitespace().rev().collect::<Vec<_>>().join(" ")
    }),
    ("spaced out", |text| {
        text.chars().flat_map(|one| [one, ' ']).collect()
    }),
    ("percent-encoded", |text| {
        text.bytes().map(|byte| format!("%{byte:02X}")).collect()
    }),
];

fn base64(text: &str) -> String {
    BASE64_STANDARD.encode(text)
}

fn halves(text: &str) -> String {
    let middle = (text.len() / 2..)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(text.len());
    let (first, second) = text.split_at(middle);
    format!("Part one: {}\nPart two: {}", base64(first), base64(second))
}

fn shifted(text: &str, places: u8) -> String {
    let shift =
        |one: char, first: u8| char::from(first + (u8::try_from(one).unwrap_or(first) - first + places) % 26);
    let each = |one: char| match one {
        'a'..='z' => shift(one, b'a'),
        'A'..='Z' => shift(one, b'A'),
        other => other,
    };
    text.chars().map(each).collect()
}

fn rot13(text: &str) -> String {
    shifted(text, 13)
}

fn hexadecimal(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x} ")).collect()
}

fn binary(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:08b} ")).collect()
}

fn morse(text: &str) -> String {
    const CODES: [&str; 36] = [
        "-----", ".----", "..---", "...--", "....-", ".....", "-....", "--...", "---..", "----.", ".-",
        "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..", ".---", "-.-", ".-..", "--", "-.", "---",
        ".--.", "--.-", ".-.", "...", "-", "..-", "...-", ".--", "-..-", "-.--", "--..",
    ];
    let letter = |one: char| match one.to_digit(36).and_then(|place| CODES.get(place as usize)) {
        Some(code) => format!("{code} "),
        None if one == ' ' => "/ ".to_owned(),
        None => String::new(),
    };
    text.chars().map(letter).collect()
}

fn pig_latin(text: &str) -> String {
    let word = |word: &str| {
        let vowel = word.find(|one: char| "aeiouAEIOU".contains(one));
        match vowel {
            Some(0) => format!("{word}way"),
            Some(at) => format!(
                "{}{}ay",
                word.get(at..).unwrap_or_default(),
                word.get(..at).unwrap_or_default()
            ),
            None => format!("{word}ay"),
        }
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

fn leet(text: &str) -> String {
    let each = |one: char| match one.to_ascii_lowercase() {
        'a' => '4',
        'e' => '3',
        'i' => '1',
        'o' => '0',
        's' => '5',
        't' => '7',
        _ => one,
    };
    text.chars().map(each).collect()
}

fn reversed(text: &str) -> String {
    text.chars().rev().collect()
}

fn acrostic(text: &str) -> String {
    let line = |one: char| format!("{one}, as in the word that begins so");
    text.chars()
        .filter(|one| one.is_alphanumeric())
        .map(line)
        .collect::<Vec<_>>()
        .join("\n")
}

fn haiku(text: &str) -> String {
    format!("Silent in the night,\n{text} waits behind the door,\nno one says its name.")
}

fn emoji(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" 🙂 ")
}

fn json(text: &str) -> String {
    serde_json::json!({ "system_prompt": text }).to_string()
}
