//! A text in, whether it politely declines out: by the words that assistants decline with, in English and Portuguese.

use std::sync::LazyLock;

use regex::Regex;

/// Written down as a list, so that one reads it; a text that declines in other words is not seen to.
const WORDS: &str = r"(?xi)
    \b(?:can(?:'|’)?t|can\ ?not|could\ ?n(?:'|’)t|(?:'|’)m\ (?:not\ able|unable)|am\ (?:not\ able|unable)|won(?:'|’)t|not\ allowed)\ (?:to\ )?(?:help|assist|do\ (?:that|this)|share|give|provide|tell|discuss|reveal|promise|support|show|write|offer|advise|speak|talk|say|act|pretend|follow)
    | \b(?:is|are)\ not\ something\ (?:i|we)\ can\b
    | \bi\ (?:have\ to|must)\ decline\b
    | \bn[ãa]o\ (?:posso|consigo|podemos|conseguimos|tenho\ como|estou\ autorizad[oa]\ a)\ (?:te\ |lhe\ |o\ |a\ )?(?:ajud|fazer|compartilh|passar|dar|fornec|dizer|discut|revel|promet|mostr|escrev|oferec|atend|inform|aconselh|falar|agir|fingir|seguir|garantir)
    | \bn[ãa]o\ [ée]\ algo\ que\ (?:eu\ )?(?:posso|possa)\b
";

static DECLINES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(WORDS).ok());

/// Whether `text` declines to do what was asked.
#[must_use]
pub fn declines(text: &str) -> bool {
    DECLINES.as_ref().is_some_and(|words| words.is_match(text))
}
