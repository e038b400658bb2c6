//! The system prompt in an answer: its words in their order, its letters in any spacing, or talk of it.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use super::reading::{Reading, words};
use super::{Check, Conversation, OutputPolicy, Violation};
use crate::Shadow;
use crate::decoding::compact;
use crate::pattern::shadow_pattern;

/// How many words in a row count as one piece of the prompt.
const WORDS: usize = 8;
/// How many letters in a row count as one piece, where the words' borders are lost.
const LETTERS: usize = 24;
/// A run of that many pieces is a leak however long the prompt is: nineteen words.
const RUN: usize = 12;
/// How many of the prompt's own words there must be before their share says something.
const VOCABULARY: usize = 12;

/// A model that speaks of its instructions tells them.
static SPEAKS_OF_INSTRUCTIONS: LazyLock<Regex> = LazyLock::new(|| {
    shadow_pattern(
        r"\b(?:my|the|these|here are (?:my|the)|as|minhas?|meu|as|estas sao as) (?:(?:system|initial|internal|original|hidden|secret|full|exact) )+(?:prompt|instructions?|message|configuration|directives?)\b|\bmy (?:instructions|prompt|directives|guidelines) (?:are|is|say|says|state|states|tell|were|was|read|reads)\b|\bi (?:was|am|have been|was originally) (?:instructed|told|programmed|configured) (?:to|not to|never to|that)\b|\bsystem[ _]prompt\s*[:=>]|\b(?:minhas|as minhas) (?:instrucoes|diretrizes)(?: internas| iniciais| do sistema)? (?:sao|dizem|e)\b|\bprompt (?:do|de) sistema\b|\bfui (?:instruido|programado|configurado|orientado) (?:a|para|que)\b|\bme (?:disseram|instruiram|mandaram) (?:para|a|que|nunca)\b",
    )
});

pub(super) fn check(
    reading: &Reading,
    policy: &OutputPolicy,
    conversation: &Conversation<'_>,
    violations: &mut Vec<Violation>,
) {
    let mut found = |check, detail: String| {
        violations.push(Violation {
            check,
            detail,
            ranges: Vec::new(),
        });
    };
    let plain = reading.shadow.as_str();
    if SPEAKS_OF_INSTRUCTIONS.is_match(plain) {
        found(Check::PromptLeak, "speaks of its instructions".to_owned());
    }
    let prompt = Shadow::new(&policy.system_prompt);
    let known: Vec<Shadow> = conversation
        .texts()
        .chain(policy.public.iter().map(String::as_str))
        .map(Shadow::new)
        .collect();
    let prompt = Pieces::of(prompt.as_str(), &known);
    if let Some(detail) = prompt.in_words(plain).or_else(|| prompt.in_letters(plain)) {
        found(Check::PromptLeak, detail);
    } else if let Some(detail) = prompt.in_vocabulary(plain) {
        found(Check::PromptLeak, detail);
    } else {
        let read = |(how, text): (&str, &str)| {
            let detail = prompt.in_words(text).or_else(|| prompt.in_letters(text))?;
            Some(format!("{how}: {detail}"))
        };
        if let Some(detail) = reading.others().find_map(read) {
            found(Check::EncodedLeak, detail);
        }
    }
}

/// A prompt in pieces, without those that the conversation has, too.
struct Pieces {
    size: usize,
    words: BTreeSet<String>,
    letters: BTreeSet<String>,
    vocabulary: BTreeSet<String>,
}

impl Pieces {
    fn of(prompt: &str, known: &[Shadow]) -> Self {
        let size = WORDS.min(words(prompt).len());
        let mut pieces = Self {
            size,
            words: runs_of_words(prompt, size),
            letters: runs_of_letters(prompt),
            vocabulary: vocabulary(prompt),
        };
        for text in known.iter().map(Shadow::as_str) {
            for run in runs_of_words(text, size) {
                pieces.words.remove(&run);
            }
            for run in runs_of_letters(text) {
                pieces.letters.remove(&run);
            }
            for word in vocabulary(text) {
                pieces.vocabulary.remove(&word);
            }
        }
        pieces
    }

    /// More than a fifth of the prompt's runs of words, a long run, or an answer that consists of them to a fifth.
    fn in_words(&self, text: &str) -> Option<String> {
        // Three words may be anybody's.
        if self.size < 4 {
            return None;
        }
        let runs = runs_of_words(text, self.size);
        let count = runs.intersection(&self.words).count();
        let leak = count > 0
            && (count * 5 > self.words.len() || count >= RUN || (count >= 3 && count * 5 > runs.len()));
        leak.then(|| format!("{count} of {} runs of {} words", self.words.len(), self.size))
    }

    fn in_letters(&self, text: &str) -> Option<String> {
        let runs = runs_of_letters(text);
        let count = runs.intersection(&self.letters).count();
        let leak = count > 0 && (count * 5 > self.letters.len() || count >= 80);
        leak.then(|| format!("{count} of {} runs of {LETTERS} letters", self.letters.len()))
    }

    /// Most of the words that only the prompt has: the prompt, told in another order.
    fn in_vocabulary(&self, text: &str) -> Option<String> {
        let own = vocabulary(text);
        let count = own.intersection(&self.vocabulary).count();
        let leak = self.vocabulary.len() >= VOCABULARY && count * 2 > self.vocabulary.len();
        leak.then(|| format!("{count} of {} of its words", self.vocabulary.len()))
    }
}

fn runs_of_words(text: &str, size: usize) -> BTreeSet<String> {
    if size == 0 {
        return BTreeSet::new();
    }
    words(text).windows(size).map(|run| run.join(" ")).collect()
}

fn runs_of_letters(text: &str) -> BTreeSet<String> {
    let letters: Vec<char> = compact(text).chars().collect();
    letters.windows(LETTERS).map(String::from_iter).collect()
}

/// The words that carry a text's matter: the longer ones.
fn vocabulary(text: &str) -> BTreeSet<String> {
    words(text)
        .into_iter()
        .filter(|word| word.len() >= 5)
        .map(str::to_owned)
        .collect()
}
