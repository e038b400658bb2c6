//! What the guard said while an answer was made. It holds none of anybody's words, so that it may be kept with the run.

use ferrovia::data;

/// How much a customer's message looks like an attack on the model. A signal, never the wall: most attacks are plain
/// language.
#[data]
#[derive(Default, Eq)]
pub struct Suspicion {
    /// 0 (not at all) to 100.
    pub score: u8,
    /// The patterns that matched, by name.
    pub patterns: Vec<String>,
}

/// What is to be done with a draft.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum GuardAction {
    /// The customer gets it.
    Pass,
    /// The customer gets it without the parts in question, if what is left passes.
    Redact,
    /// The model is asked once more, and told why; after a second time the customer gets a text of ours.
    Regenerate,
    /// The customer gets a text of ours.
    SafeText,
}

/// One thing that is wrong with a draft.
#[data]
#[derive(Eq)]
pub struct Violation {
    /// What was checked, such as `unsupported_number`.
    pub check: String,
    /// What was found: a kind, a count; not the words.
    pub detail: String,
}

/// What the guard said of one text.
#[data]
#[derive(Eq)]
pub struct Inspected {
    /// What is to be done.
    pub action: GuardAction,
    /// What is wrong.
    pub violations: Vec<Violation>,
}

/// What the guard said of one message and of all that was drafted to answer it.
#[data]
#[derive(Default, Eq)]
pub struct Guarding {
    /// Of the message.
    pub suspicion: Suspicion,
    /// Of each text that it looked at, in order: a draft, what was left of it, another draft. The customer got the last one
    /// if that passed, and else a text of ours.
    pub inspected: Vec<Inspected>,
}
