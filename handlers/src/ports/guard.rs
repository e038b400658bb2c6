//! Looks at what goes to a language model and at what comes from it.

use async_trait::async_trait;

use super::{Instructions, Question};
use crate::domain::{Inspected, MessageText, Suspicion};

/// The wall between a model and customers. What it says is deterministic, or at least safe: a guard that cannot look says
/// [`GuardAction::SafeText`](crate::domain::GuardAction::SafeText).
#[async_trait]
pub trait Guard: Send + Sync {
    /// How much a message looks like an attack on the model.
    fn suspicion(&self, text: &MessageText) -> Suspicion;

    /// What is wrong with a draft of an answer.
    async fn inspect(&self, draft: &Drafted<'_>) -> Inspection;
}

/// A draft, and what it was to be made from.
#[derive(Clone, Copy, Debug)]
pub struct Drafted<'a> {
    /// What the customer would read.
    pub text: &'a MessageText,
    /// What the model was told.
    pub instructions: &'a Instructions,
    /// What it answers.
    pub question: &'a Question<'a>,
    /// Whether there will be no other draft: what is merely not as wished then passes.
    pub last: bool,
}

/// What a guard says of a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// To be kept with the run.
    pub inspected: Inspected,
    /// What the model is told if it is asked once more; each a clause without its subject, such as "promises a refund".
    pub mistakes: Vec<&'static str>,
    /// The draft without the parts in question.
    pub redacted: String,
}
