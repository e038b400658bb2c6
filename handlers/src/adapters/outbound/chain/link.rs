//! What each model of a chain is allowed.

use std::sync::Arc;
use std::time::Duration;

use ferrovia::language_model::ChatModel;

/// One model of a chain.
#[derive(Clone)]
pub struct Link {
    /// The model.
    pub model: Arc<dyn ChatModel>,
    /// The longest that one attempt may take.
    pub timeout: Duration,
    /// With less time left than this it is not asked: it would not be done.
    pub min_useful: Duration,
    /// What it can read, if known.
    pub context_tokens: Option<u32>,
}

/// What the models of one purpose are allowed, and what is kept back for the work after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// [`Link::timeout`]: so much less than the whole that a model that hangs leaves the next one its `min_useful`.
    pub timeout: Duration,
    /// [`Link::min_useful`].
    pub min_useful: Duration,
    /// What must be left of the request's time when the last attempt ends.
    pub reserve: Duration,
}

impl Terms {
    /// For an answer: the reserve is for looking at it and storing it.
    pub const ANSWER: Self = Self {
        timeout: Duration::from_secs(8),
        min_useful: Duration::from_secs(3),
        reserve: Duration::from_secs(2),
    };

    /// For one word out of a list.
    pub const INTENT: Self = Self {
        timeout: Duration::from_millis(3500),
        min_useful: Duration::from_secs(1),
        reserve: Duration::from_millis(500),
    };

    /// `models` on these terms, in their order.
    #[must_use]
    pub fn links(&self, models: &[Arc<dyn ChatModel>]) -> Vec<Link> {
        let link = |model: &Arc<dyn ChatModel>| Link {
            model: Arc::clone(model),
            timeout: self.timeout,
            min_useful: self.min_useful,
            context_tokens: context_tokens(model.name()),
        };
        models.iter().map(link).collect()
    }
}

/// What each model can read, in tokens, as their makers said in November 2026.
const CONTEXTS: &[(&str, u32)] = &[
    ("amazon.nova-micro-v1:0", 128_000),
    ("amazon.nova-pro-v1:0", 300_000),
    ("gpt-4o-mini", 128_000),
];

fn context_tokens(name: &str) -> Option<u32> {
    let known = CONTEXTS.iter().find(|(model, _)| name.ends_with(model));
    known.map(|(_, tokens)| *tokens)
}
