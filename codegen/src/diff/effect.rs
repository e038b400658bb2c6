//! What a change does to whoever reads a value: the reader that comes, of what was written before, and the reader that
//! stays, of what is written from now on.

use serde::Serialize;

/// What becomes of a value in the hands of a reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is read as it was meant.
    Reads,
    /// It is read, but for a part that the reader does not know and passes over.
    Ignores,
    /// It is read, but a part that the reader knows and can do without does not come.
    Misses,
    /// It is refused, or read as something else.
    Fails,
}

/// The effect of one change in both directions of time. Swapping old and new swaps the two, but for whether unknown
/// fields are refused: that is a reader's own affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Effects {
    /// On new code that reads what old code wrote.
    pub on_new_readers: Effect,
    /// On old code that reads what new code writes.
    pub on_old_readers: Effect,
}

impl Effects {
    /// What was valid is a part of what is.
    pub(super) const WIDENED: Self = Self::of(Effect::Reads, Effect::Fails);
    /// What is valid is a part of what was.
    pub(super) const NARROWED: Self = Self::of(Effect::Fails, Effect::Reads);
    /// Neither contains the other.
    pub(super) const REPLACED: Self = Self::of(Effect::Fails, Effect::Fails);
    /// The same values are valid.
    pub(super) const NONE: Self = Self::of(Effect::Reads, Effect::Reads);

    pub(super) const fn of(on_new_readers: Effect, on_old_readers: Effect) -> Self {
        Self {
            on_new_readers,
            on_old_readers,
        }
    }
}
