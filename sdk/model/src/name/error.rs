//! Why a name cannot be used.

use std::fmt;

/// Why a name cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameError {
    /// It is empty.
    Empty,
    /// It has more characters than the limit.
    TooLong {
        /// How many it has.
        length: usize,
        /// How many it may have.
        limit: usize,
    },
    /// It has a character outside the allowed ones.
    Character {
        /// The first such character.
        found: char,
        /// What is allowed, in words.
        allowed: &'static str,
    },
    /// It begins with something other than a lower-case letter.
    Start(char),
    /// It ends with a hyphen, or has two in a row.
    Hyphen,
    /// Someone keeps it.
    Reserved {
        /// Who, and for what.
        by: &'static str,
    },
}

impl fmt::Display for NameError {
    /// What follows the name in a sentence.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty"),
            Self::TooLong { length, limit } => write!(f, "has {length} characters, {limit} are allowed"),
            Self::Character { found, allowed } => {
                write!(f, "has the character `{found}`, allowed are {allowed}")
            }
            Self::Start(found) => write!(f, "begins with `{found}`, not with a lower-case letter"),
            Self::Hyphen => write!(f, "ends with a hyphen or has two in a row"),
            Self::Reserved { by } => write!(f, "is reserved by {by}"),
        }
    }
}

impl std::error::Error for NameError {}
