//! `If-Match`: which version a client wants to change.

use ferrovia::{IfMatch, data};

/// What the change depends on.
#[data]
pub struct ChangeHeaders {
    /// The version that the client read, from its `ETag`; or `*`, to change whatever is there.
    pub if_match: IfMatch,
}

impl ChangeHeaders {
    /// The versions that may be changed; `None` is any.
    pub(super) fn versions(&self) -> Option<Vec<u32>> {
        match &self.if_match {
            IfMatch::Any => None,
            // What is no version of ours is none that is there.
            IfMatch::Versions(tags) => {
                Some(tags.iter().filter_map(|tag| tag.version().parse().ok()).collect())
            }
        }
    }
}
