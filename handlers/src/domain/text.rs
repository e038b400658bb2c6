//! Texts with limits: what a customer writes, what a tenant calls a customer, a language tag.
//!
//! A text is kept exactly as it was written. The limits refuse; they never mend.

use std::fmt;
use std::str::FromStr;

use super::wire::wire_string;

/// The longest message, in characters.
pub const MAX_MESSAGE_CHARACTERS: usize = 4000;

/// The longest message, in bytes of UTF-8: four for each character. The `messages` table holds the same
/// limit.
pub const MAX_MESSAGE_BYTES: usize = 16_384;

/// Why a text is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or nothing but white space.
    #[error("must not be empty")]
    Empty,
    /// More characters than allowed.
    #[error("at most {max} characters")]
    TooLong {
        /// How many are allowed.
        max: usize,
    },
    /// A NUL character, which PostgreSQL cannot store.
    #[error("must not contain the character U+0000")]
    Nul,
    /// Not of the form that this text must have.
    #[error("expected {expected}")]
    Form {
        /// The form, for people.
        expected: &'static str,
    },
}

/// A text of at most `max` characters that says something.
pub(super) fn check(text: &str, max: usize) -> Result<(), TextError> {
    if text.chars().all(char::is_whitespace) {
        Err(TextError::Empty)
    } else if text.contains('\0') {
        Err(TextError::Nul)
    } else if text.chars().nth(max).is_some() {
        Err(TextError::TooLong { max })
    } else {
        Ok(())
    }
}

/// What somebody says in one message: 1 to 4000 characters, kept as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageText(String);

impl MessageText {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The most of `text` that fits into one message; with `at_sentence`, cut after its last whole sentence.
    /// `None` if nothing is left. For models' answers, which must not fail for being long.
    #[must_use]
    pub fn fitting(text: &str, at_sentence: bool) -> Option<Self> {
        let clean = text.replace('\0', "");
        let fitting: String = clean.trim().chars().take(MAX_MESSAGE_CHARACTERS).collect();
        let cut = fitting.len() < clean.trim().len();
        let whole = if at_sentence || cut {
            last_whole_sentence(&fitting)
        } else {
            &fitting
        };
        whole.parse().ok()
    }
}

/// `text` up to its last sentence mark that white space or the end follows; all of it if there is none, since
/// half a sentence helps a customer more than nothing.
fn last_whole_sentence(text: &str) -> &str {
    let ends_sentence = |(at, mark): (usize, char)| {
        let after = &text[at + mark.len_utf8()..];
        let wide = matches!(mark, '。' | '！' | '？');
        let narrow =
            matches!(mark, '.' | '!' | '?' | '…') && after.chars().next().is_none_or(char::is_whitespace);
        (wide || narrow).then_some(at + mark.len_utf8())
    };
    text.char_indices()
        .rev()
        .find_map(ends_sentence)
        .map_or(text, |end| &text[..end])
}

/// What the tenant calls a customer: 1 to 128 characters, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExternalId(String);

impl ExternalId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What the token calls an agent (`sub`): 1 to 128 characters, without control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AgentId(String);

impl AgentId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What somebody remarks on a conversation, for colleagues and not for the customer: 1 to 1000 characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark(String);

impl Remark {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A language tag such as `en-GB` or `pt-BR` (BCP 47; only its form is checked).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Locale(String);

impl Locale {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MessageText {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check(text, MAX_MESSAGE_CHARACTERS)?;
        Ok(Self(text.to_owned()))
    }
}

/// What somebody is called: at most 128 characters, none of them a control character.
fn check_name(text: &str) -> Result<(), TextError> {
    check(text, 128)?;
    if text.chars().any(char::is_control) {
        return Err(TextError::Form {
            expected: "no control characters",
        });
    }
    Ok(())
}

impl FromStr for ExternalId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check_name(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for AgentId {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check_name(text)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Remark {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check(text, 1000)?;
        Ok(Self(text.to_owned()))
    }
}

impl FromStr for Locale {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let subtag =
            |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric());
        let language =
            |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
        let mut parts = text.split('-');
        if text.len() <= 35 && parts.next().is_some_and(language) && parts.all(subtag) {
            Ok(Self(text.to_owned()))
        } else {
            Err(TextError::Form {
                expected: "a language tag such as `en-GB`",
            })
        }
    }
}

impl fmt::Display for MessageText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for ExternalId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for AgentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// More than white space, and no U+0000, as a schema's pattern.
pub(super) const SAYS_SOMETHING: &str = r"^[^\u0000]*[^\u0000\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\u0000]*$";

// White space is spelled out, as Unicode and `char::is_whitespace` have it: what `\s` means differs from reader to reader.
wire_string!(MessageText, "What is said, kept as written: no U+0000, and more than white space.", {
    "minLength": 1,
    "maxLength": MAX_MESSAGE_CHARACTERS,
    "pattern": SAYS_SOMETHING,
});
wire_string!(ExternalId, "What the tenant calls the customer: no control characters, and more than white space.", {
    "minLength": 1,
    "maxLength": 128,
    "pattern": r"^[^\u0000-\u001f\u007f-\u009f]*[^\u0000-\u0020\u007f-\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\u0000-\u001f\u007f-\u009f]*$",
});
wire_string!(AgentId, "The agent, by the `sub` of their token.", { "minLength": 1, "maxLength": 128 });
wire_string!(Remark, "A remark for colleagues, not for the customer: no U+0000, and more than white space.", {
    "minLength": 1,
    "maxLength": 1000,
    "pattern": SAYS_SOMETHING,
});
wire_string!(Locale, "A language tag (BCP 47), such as `en-GB`.", {
    "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$",
    "maxLength": 35,
});
