//! Where an author wrote something.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A place in the author's sources. Never emitted into a generated file: moving a line must not make one stale.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Path relative to the workspace, as the compiler was given it.
    pub file: String,
    /// Line, counted from 1.
    pub line: u32,
}

impl Source {
    /// The place `file:line`.
    #[must_use]
    pub fn new(file: &str, line: u32) -> Self {
        Self {
            file: file.to_owned(),
            line,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}
