//! The names that AWS, PostgreSQL and Terraform accept.
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
    /// PostgreSQL or AWS keeps it for itself.
    Reserved,
}

impl fmt::Display for NameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty"),
            Self::TooLong { length, limit } => write!(f, "has {length} characters, {limit} are allowed"),
            Self::Character { found, allowed } => {
                write!(f, "has the character `{found}`, allowed are {allowed}")
            }
            Self::Start(found) => write!(f, "begins with `{found}`, not with a letter"),
            Self::Reserved => write!(f, "is reserved"),
        }
    }
}

impl std::error::Error for NameError {}
