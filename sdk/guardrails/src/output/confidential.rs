//! A system prompt in, what only it knows out; and an answer that tells it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::reading::{Reading, Sources, View, spaced};
use super::{Check, OutputPolicy, Violation, numbers};
use crate::decoding::compact;
use crate::pattern::pattern;
use crate::{Shadow, personal_data};

/// A value that an answer must not tell unless the conversation did.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidential {
    /// Its words, in the shadow's spelling, each between spaces.
    words: String,
    /// Whether it is called a secret, and not only peculiar to the prompt.
    secret: bool,
}

impl Confidential {
    /// A secret: found even in a disguise.
    #[must_use]
    pub fn secret(value: &str) -> Self {
        Self {
            words: spaced(Shadow::new(value).as_str()),
            secret: true,
        }
    }

    /// A value that is peculiar to the prompt.
    #[must_use]
    pub fn peculiar(value: &str) -> Self {
        Self {
            secret: false,
            ..Self::secret(value)
        }
    }
}

/// What says, before a value, that it is a secret.
static CALLED_SECRET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:pass ?word|pass ?phrase|passcode|secret|key|code|token|pin|senha|chave|segredo|codigo)\b[^.\n]{0,16}$",
    )
});
/// A secret without quotation marks.
static TOLD_SECRET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:password|passphrase|passcode|secret key|secret|token|pin|senha|chave|segredo)(?: is| e|:| =)+ ([A-Za-z0-9_\-]{3,40})",
    )
});
/// Letters with digits, or with underscores.
static IDENTIFIER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:[A-Za-z]+[0-9]+|[0-9]+[A-Za-z]+|[A-Za-z0-9]+_)[A-Za-z0-9_]*\b"));
static NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\b[A-Z][a-z]+|\b[A-Z]{2,})(?: (?:[A-Z][a-z]+|[A-Z]{2,}))*"));

/// Capitalised words that are in everybody's mouth.
const EVERYBODYS: &str = " i ai api json markdown html url faq english portuguese spanish french german brazilian chinese \
    japanese monday tuesday wednesday thursday friday saturday sunday january february march april may june july august \
    september october november december ingles portugues espanhol brasil portugal internet llm ";

/// What only `system_prompt` knows: quoted values, identifiers, amounts and dates, personal data, and names within a
/// sentence. Look at what it finds in a prompt of yours: the product's own name belongs to [`OutputPolicy::public`].
#[must_use]
pub fn confidential_values(system_prompt: &str) -> Vec<Confidential> {
    let shadow = Shadow::new(system_prompt);
    let text = shadow.cased();
    let mut values = BTreeSet::new();
    for (start, value) in quoted(text) {
        let called = CALLED_SECRET.is_match(text.get(..start).unwrap_or_default());
        let peculiar = |one: char| one.is_ascii_digit() || matches!(one, '_' | '@');
        if called {
            values.insert(Confidential::secret(value));
        } else if value.contains(peculiar) || value.starts_with(char::is_uppercase) {
            values.insert(Confidential::peculiar(value));
        }
    }
    let told = TOLD_SECRET.captures_iter(text).filter_map(|found| found.get(1));
    values.extend(told.map(|value| Confidential::secret(value.as_str())));
    let personal = personal_data::find_plain(text).into_iter();
    values.extend(
        personal
            .filter_map(|(_, range)| text.get(range))
            .map(Confidential::secret),
    );
    let mut peculiar: Vec<&str> = IDENTIFIER.find_iter(text).map(|found| found.as_str()).collect();
    peculiar.extend(
        numbers::claims(text)
            .into_iter()
            .filter_map(|range| text.get(range)),
    );
    let within = |found: &regex::Match<'_>| !starts_sentence(text, found.start());
    peculiar.extend(NAME.find_iter(text).filter(within).map(|found| found.as_str()));
    values.extend(peculiar.into_iter().map(Confidential::peculiar));
    let everybodys = |value: &Confidential| {
        let letters = compact(&value.words);
        letters.len() < 3 || EVERYBODYS.contains(&value.words)
    };
    let secrets: BTreeSet<String> = values
        .iter()
        .filter(|value| value.secret)
        .map(|value| value.words.clone())
        .collect();
    let twice = |value: &Confidential| !value.secret && secrets.contains(&value.words);
    values
        .into_iter()
        .filter(|value| !everybodys(value) && !twice(value))
        .collect()
}

fn starts_sentence(text: &str, position: usize) -> bool {
    let head = text.get(..position).unwrap_or_default();
    let before = head.trim_end_matches([' ', '"', '\'', '*', '(', '-', '#', '_', '`']);
    let abbreviation = ["Dr.", "Mr.", "Mrs.", "Ms.", "St.", "Sr.", "Sra.", "Dra."]
        .iter()
        .any(|end| before.ends_with(end));
    before.is_empty() || (!abbreviation && before.ends_with(['.', '!', '?', ':', '\n', '>', ';']))
}

/// What stands between quotation marks, with its position. An apostrophe within a word is none.
fn quoted(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(at) = text
        .get(position..)
        .and_then(|rest| rest.find(['"', '\'']))
        .map(|at| at + position)
    {
        position = at + 1;
        let opens = !text
            .get(..at)
            .unwrap_or_default()
            .ends_with(char::is_alphanumeric);
        let Some(mark) = text.get(at..=at).filter(|_| opens) else {
            continue;
        };
        let rest = text.get(position..).unwrap_or_default();
        let closes = |(end, _): &(usize, &str)| {
            !rest
                .get(end + 1..)
                .unwrap_or_default()
                .starts_with(char::is_alphanumeric)
        };
        if let Some((end, _)) = rest.match_indices(mark).find(closes)
            && let Some(value) = rest
                .get(..end)
                .filter(|value| (2..=60).contains(&value.len()) && !value.contains('\n'))
        {
            found.push((at, value));
            position += end + 1;
        }
    }
    found
}

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    sources: &Sources,
    violations: &mut Vec<Violation>,
) {
    let told = |value: &&Confidential| sources.all().any(|source| source.spaced.contains(&value.words));
    let own: Vec<(&Confidential, String)> = policy
        .confidential
        .iter()
        .filter(|value| value.words.len() > 2 && !told(value))
        .map(|value| (value, compact(&value.words)))
        .collect();
    let mut found = |check, count: usize| {
        violations.push(Violation {
            check,
            detail: format!("values that only the prompt has: {count}"),
            ranges: Vec::new(),
        });
    };
    let plain = own
        .iter()
        .filter(|(value, _)| reading.plain.spaced.contains(&value.words))
        .count();
    if plain > 0 {
        found(Check::Confidential, plain);
        return;
    }
    let disguised = |(value, letters): &&(&Confidential, String)| {
        let long = letters.len() >= 6;
        let other = |view: &View| {
            let whole = (value.secret || long) && view.spaced.contains(&value.words);
            whole || (value.secret && letters.len() >= 5 && view.compact.contains(letters))
        };
        (long && reading.plain.compact.contains(letters)) || reading.others().any(other)
    };
    let count = own.iter().filter(disguised).count();
    if count > 0 {
        found(Check::EncodedLeak, count);
    }
}
