//! The system prompt in an answer: its words in their order, its letters in any spacing, or talk of it.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use super::reading::{Reading, Sources, View};
use super::{Check, OutputPolicy, Violation};
use crate::Shadow;
use crate::decoding::compact;
use crate::pattern::shadow_pattern;

/// How many words in a row count as one piece of the prompt.
const WORDS: usize = 8;
/// How many letters in a row count as one piece, where the words' borders are lost.
const LETTERS: usize = 24;
/// A run of that many pieces is a leak however long the prompt is: nineteen words.
const RUN: usize = 12;
/// The same in letters.
const LONG_RUN: usize = 80;
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
    sources: &Sources,
    violations: &mut Vec<Violation>,
) {
    let mut found = |check, detail: String| {
        violations.push(Violation {
            check,
            detail,
            ranges: Vec::new(),
        });
    };
    let plain = &reading.plain;
    if SPEAKS_OF_INSTRUCTIONS.is_match(&plain.text) {
        found(Check::PromptLeak, "speaks of its instructions".to_owned());
    }
    let prompt = View::of(Shadow::new(&policy.system_prompt).as_str());
    let prompt = Pieces::of(&prompt, sources);
    let scrambled = || {
        std::iter::once(plain)
            .chain(&reading.encoded)
            .find_map(|view| prompt.in_scrambled_words(view))
    };
    let read = |view: &View| {
        let detail = prompt.in_words(view).or_else(|| prompt.in_letters(view))?;
        Some(format!("{}: {detail}", view.how))
    };
    if let Some(detail) = prompt.in_words(plain).or_else(|| prompt.in_letters(plain)) {
        found(Check::PromptLeak, detail);
    } else if let Some(detail) = prompt.in_vocabulary(plain) {
        found(Check::PromptLeak, detail);
    } else if let Some(detail) = scrambled().or_else(|| reading.others().find_map(read)) {
        found(Check::EncodedLeak, detail);
    }
}

/// A prompt in pieces, without those that the conversation has, too.
struct Pieces<'a> {
    size: usize,
    words: HashSet<&'a str>,
    letters: HashSet<&'a str>,
    vocabulary: HashSet<&'a str>,
    scrambled: HashSet<String>,
}

impl<'a> Pieces<'a> {
    fn of(prompt: &'a View, sources: &Sources) -> Self {
        let size = WORDS.min(prompt.spaced.matches(' ').count().saturating_sub(1));
        let mut pieces = Self {
            size,
            words: prompt.runs_of_words(size).collect(),
            letters: prompt.runs_of_letters(LETTERS).collect(),
            vocabulary: vocabulary(prompt).collect(),
            scrambled: runs_of_scrambled_words(prompt, size, ""),
        };
        for source in sources.all() {
            for run in source.runs_of_words(size) {
                pieces.words.remove(run);
            }
            for run in source.runs_of_letters(LETTERS) {
                pieces.letters.remove(run);
            }
            for word in vocabulary(source) {
                pieces.vocabulary.remove(word);
            }
        }
        pieces
    }

    /// More than a fifth of the prompt's runs of words, a long run, or an answer that consists of them to a fifth.
    fn in_words(&self, view: &View) -> Option<String> {
        // Three words may be anybody's.
        if self.size < 4 {
            return None;
        }
        let found: HashSet<&str> = view
            .runs_of_words(self.size)
            .filter(|run| self.words.contains(run))
            .collect();
        let count = found.len();
        let share = || count * 5 > view.runs_of_words(self.size).count();
        let leak = count > 0 && (count * 5 > self.words.len() || count >= RUN || (count >= 3 && share()));
        leak.then(|| format!("{count} of {} runs of {} words", self.words.len(), self.size))
    }

    fn in_letters(&self, view: &View) -> Option<String> {
        let found: HashSet<&str> = view
            .runs_of_letters(LETTERS)
            .filter(|run| self.letters.contains(run))
            .collect();
        let count = found.len();
        let leak = count > 0 && (count * 5 > self.letters.len() || count >= LONG_RUN);
        leak.then(|| format!("{count} of {} runs of {LETTERS} letters", self.letters.len()))
    }

    /// The same of words whose letters are in another order, as Pig Latin has them.
    fn in_scrambled_words(&self, view: &View) -> Option<String> {
        if self.size < 4 {
            return None;
        }
        ["", "ay"].iter().find_map(|ending| {
            let count = runs_of_scrambled_words(view, self.size, ending)
                .intersection(&self.scrambled)
                .count();
            // Unscrambled, it is a matter of the plain words.
            let plain = self.in_words(view).is_some();
            let leak = count > 0 && !plain && (count * 5 > self.scrambled.len() || count >= RUN);
            leak.then(|| {
                format!(
                    "{count} of {} runs of {} scrambled words",
                    self.scrambled.len(),
                    self.size
                )
            })
        })
    }

    /// Most of the words that only the prompt has: the prompt, told in another order.
    fn in_vocabulary(&self, view: &View) -> Option<String> {
        let own: HashSet<&str> = vocabulary(view)
            .filter(|word| self.vocabulary.contains(word))
            .collect();
        let count = own.len();
        let leak = self.vocabulary.len() >= VOCABULARY && count * 2 > self.vocabulary.len();
        leak.then(|| format!("{count} of {} of its words", self.vocabulary.len()))
    }
}

/// Runs of words of which only the letters count, and of those not the ones that Pig Latin adds.
fn runs_of_scrambled_words(view: &View, size: usize, ending: &str) -> HashSet<String> {
    if size == 0 {
        return HashSet::new();
    }
    let scrambled = |word: &str| {
        let word = compact(word);
        let mut letters: Vec<char> = word.strip_suffix(ending).unwrap_or(&word).chars().collect();
        letters.retain(|letter| !matches!(letter, 'w' | 'h' | 'y'));
        letters.sort_unstable();
        String::from_iter(letters)
    };
    let words: Vec<String> = view
        .text
        .split_whitespace()
        .map(scrambled)
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(size).map(|run| run.join(" ")).collect()
}

/// The words that carry a text's matter: the longer ones.
fn vocabulary(view: &View) -> impl Iterator<Item = &str> {
    view.runs_of_words(1).filter(|word| word.len() >= 5)
}
