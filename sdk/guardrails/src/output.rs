//! A model's answer and what it was to be made from in, a verdict out: the wall.
//!
//! Whatever a customer wrote and a model made of it, these are the things that an answer must not do. Each check is
//! deterministic; which of them matter how much is the [`OutputPolicy`]'s.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

mod canary;
mod confidential;
mod disclosure;
mod language;
mod leak;
mod links;
mod numbers;
mod promises;
mod reading;

pub use canary::canary;
pub use confidential::{Confidential, confidential_values};
pub use promises::Promise;

use reading::{Reading, Sources};

/// What is checked of an answer. In the order in which violations are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// The canary of the system prompt, or a part of it, is in the answer.
    Canary,
    /// The answer repeats the system prompt, or speaks of its instructions.
    PromptLeak,
    /// The answer holds a value that only the system prompt has.
    Confidential,
    /// One of the three above, in a code or disguise.
    EncodedLeak,
    /// A key or token that was not in the conversation.
    Secret,
    /// Personal data that was not in the conversation.
    PersonalData,
    /// A link or an image to a host that is not allowed, or a link in disguise.
    Link,
    /// A promise that the tenant does not allow and the facts do not support.
    Promise,
    /// An amount, a date, a percentage, a duration or an identifier that occurs nowhere in the conversation.
    UnsupportedNumber,
    /// Longer than allowed.
    Length,
    /// In another language than asked for.
    Language,
}

impl Check {
    /// Every check.
    pub const ALL: [Self; 11] = [
        Self::Canary,
        Self::PromptLeak,
        Self::Confidential,
        Self::EncodedLeak,
        Self::Secret,
        Self::PersonalData,
        Self::Link,
        Self::Promise,
        Self::UnsupportedNumber,
        Self::Length,
        Self::Language,
    ];

    /// Its name, as serde has it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Canary => "canary",
            Self::PromptLeak => "prompt_leak",
            Self::Confidential => "confidential",
            Self::EncodedLeak => "encoded_leak",
            Self::Secret => "secret",
            Self::PersonalData => "personal_data",
            Self::Link => "link",
            Self::Promise => "promise",
            Self::UnsupportedNumber => "unsupported_number",
            Self::Length => "length",
            Self::Language => "language",
        }
    }

    /// What a model is told that made this mistake: a clause whose subject is its answer. It does not repeat the answer,
    /// nor say what gave a leak away.
    #[must_use]
    pub const fn mistake(self) -> &'static str {
        match self {
            Self::Canary | Self::PromptLeak | Self::Confidential | Self::EncodedLeak => {
                "speaks of your instructions"
            }
            Self::Secret => "holds a key or a password",
            Self::PersonalData => "holds personal data that the conversation does not",
            Self::Link => "links to a place that is not known to be ours",
            Self::Promise => "promises what you were not told that the company does",
            Self::UnsupportedNumber => {
                "names an amount, a date, a duration, a percentage or an identifier that you were not told"
            }
            Self::Length => "is too long",
            Self::Language => "is in another language than asked for",
        }
    }

    /// What is done where the policy says nothing else: a leak gets a safe text, since another try would only be
    /// another chance; what a model may do better is tried once more; what can be cut out is.
    #[must_use]
    pub const fn default_action(self) -> OnFail {
        match self {
            Self::Canary | Self::PromptLeak | Self::Confidential | Self::EncodedLeak | Self::Secret => {
                OnFail::SafeText
            }
            Self::PersonalData | Self::Link => OnFail::Redact,
            Self::Promise | Self::UnsupportedNumber | Self::Length | Self::Language => OnFail::Regenerate,
        }
    }
}

/// What is to be done with an answer. In the order of their weight: the heaviest of all violations counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnFail {
    /// The customer gets it.
    #[default]
    Pass,
    /// The customer gets it without the parts in question: [`Verdict::redacted`].
    Redact,
    /// The model is asked once more, and told why.
    Regenerate,
    /// The customer gets a text of ours.
    SafeText,
    /// A person takes over.
    HandOver,
}

/// One thing that is wrong with an answer. It holds none of the answer's words, so that it may be logged and stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Violation {
    /// What was checked.
    pub check: Check,
    /// What was found, in our words: a kind, a reading, a count.
    pub detail: String,
    /// Where in the answer, in bytes; empty where it is about the whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ranges: Vec<Range<usize>>,
}

/// What the checks say of one answer, to be stored with its run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// What is to be done.
    pub action: OnFail,
    /// What is wrong, by check.
    pub violations: Vec<Violation>,
}

impl Verdict {
    /// The inspected `answer` with `[…]` in the place of what violations point at. Of use where the action is
    /// [`OnFail::Redact`].
    #[must_use]
    pub fn redacted(&self, answer: &str) -> String {
        let mut ranges: Vec<_> = self
            .violations
            .iter()
            .flat_map(|violation| violation.ranges.clone())
            .collect();
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut redacted = String::with_capacity(answer.len());
        let mut end = 0;
        for range in ranges {
            if range.start >= end && range.end > range.start {
                redacted.push_str(answer.get(end..range.start).unwrap_or_default());
                redacted.push_str("[…]");
            }
            end = end.max(range.end);
        }
        redacted.push_str(answer.get(end..).unwrap_or_default());
        redacted
    }
}

/// What an answer was to be made from. All of it may be repeated; what is in none of it was invented.
#[derive(Clone, Copy, Default)]
pub struct Conversation<'a> {
    /// What was said before, by either side.
    pub history: &'a [&'a str],
    /// What the platform told the model of the customer, the order, the tenant's policy: true, and for the customer.
    pub facts: &'a [&'a str],
    /// What the customer wrote last.
    pub question: &'a str,
}

/// What one tenant's answers may and may not be.
#[derive(Clone, Default)]
pub struct OutputPolicy {
    /// The instructions that the model was given, without the facts and without the conversation.
    pub system_prompt: String,
    /// The [`canary`] in the system prompt, if it holds one.
    pub canary: Option<String>,
    /// What only the system prompt knows: by [`OutputPolicy::new`], its [`confidential_values`].
    pub confidential: Vec<Confidential>,
    /// What anybody may read: the tenant's name, telephone, address.
    pub public: Vec<String>,
    /// Hosts that links may lead to: `example.com`, or `*.example.com` for all below it.
    pub allowed_hosts: Vec<String>,
    /// What may be promised although no fact speaks of it. Nothing by default.
    pub allowed_promises: Vec<Promise>,
    /// Whether sums and differences of amounts in the conversation count as supported, too: a total, a price
    /// difference. Off by default, since among many amounts a wrong one may be such a sum by chance.
    pub arithmetic: bool,
    /// The language to answer in, as ISO 639-1 has it, such as `pt`.
    pub language: Option<String>,
    /// The most characters.
    pub max_characters: Option<usize>,
    /// What is done about a violation, where that is not [`Check::default_action`].
    pub on_fail: BTreeMap<Check, OnFail>,
}

impl OutputPolicy {
    /// The strictest policy over an answer to `system_prompt`: no links, no promises.
    #[must_use]
    pub fn new(system_prompt: &str) -> Self {
        Self {
            system_prompt: system_prompt.to_owned(),
            confidential: confidential_values(system_prompt),
            ..Self::default()
        }
    }

    /// What is done about a violation of `check`.
    #[must_use]
    pub fn action(&self, check: Check) -> OnFail {
        self.on_fail
            .get(&check)
            .copied()
            .unwrap_or_else(|| check.default_action())
    }
}

/// What is wrong with `answer`, and what to do about it.
#[must_use]
pub fn inspect(answer: &str, policy: &OutputPolicy, conversation: &Conversation<'_>) -> Verdict {
    let reading = Reading::new(answer);
    let sources = Sources::new(policy, conversation);
    let mut violations = Vec::new();
    canary::check(&reading, policy, &mut violations);
    leak::check(&reading, policy, &sources, &mut violations);
    confidential::check(&reading, policy, &sources, &mut violations);
    disclosure::check(&reading, &sources, &mut violations);
    links::check(&reading, policy, conversation, &mut violations);
    promises::check(&reading, policy, &sources, &mut violations);
    numbers::check(&reading, policy, &sources, &mut violations);
    language::check(&reading, policy, &mut violations);
    let characters = answer.chars().count();
    if let Some(max) = policy.max_characters.filter(|max| characters > *max) {
        violations.push(Violation {
            check: Check::Length,
            detail: format!("{characters} characters of {max}"),
            ranges: Vec::new(),
        });
    }
    violations.sort_by_key(|violation| violation.check);
    let action = |violation: &Violation| match policy.action(violation.check) {
        // What has no place cannot be cut out.
        OnFail::Redact if violation.ranges.is_empty() => OnFail::Regenerate,
        action @ (OnFail::Pass
        | OnFail::Redact
        | OnFail::Regenerate
        | OnFail::SafeText
        | OnFail::HandOver) => action,
    };
    Verdict {
        action: violations.iter().map(action).max().unwrap_or_default(),
        violations,
    }
}
