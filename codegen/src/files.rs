//! What comes out: an ordered map of path to text. Emitters fill it; `main` writes or compares it.

use std::collections::BTreeMap;

/// Generated files by path, relative to where they belong. The same app gives the same bytes, whatever the order
/// in which they were added.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Files(BTreeMap<String, String>);

impl Files {
    /// Adds a file. Each emitter owns its paths, so nothing is overwritten.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let path = path.into();
        let before = self.0.insert(path, text.into());
        debug_assert!(before.is_none(), "two emitters claim one path");
    }

    /// Takes another emitter's files in, below `folder`.
    pub fn extend(&mut self, folder: &str, files: Self) {
        for (path, text) in files.0 {
            self.insert(
                if folder.is_empty() {
                    path
                } else {
                    format!("{folder}/{path}")
                },
                text,
            );
        }
    }

    /// The text at a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.0.get(path).map(String::as_str)
    }

    /// Every path with its text, sorted by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}
