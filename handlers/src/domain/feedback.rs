//! What a customer thinks of an answer.

use std::collections::BTreeSet;
use std::str::FromStr;

use ferrovia::data;

use super::text::{SAYS_SOMETHING, check};
use super::wire::{names, wire_string};
use super::{MessageId, Role, TextError, Timestamp};

/// The longest comment, in characters.
pub const MAX_COMMENT_CHARACTERS: usize = 2000;

/// Whether an answer helped.
#[data]
#[derive(Copy, Eq)]
#[serde(rename_all = "snake_case")]
pub enum Rating {
    /// It did.
    Up,
    /// It did not.
    Down,
}

/// What is good or bad about an answer.
#[data]
#[derive(Copy, Eq, PartialOrd, Ord)]
#[serde(rename_all = "snake_case")]
pub enum FeedbackReason {
    /// It is right and complete.
    Correct,
    /// It helps.
    Helpful,
    /// It is said well.
    Friendly,
    /// It says what is not so.
    Wrong,
    /// It leaves out what matters.
    Incomplete,
    /// It answers another question.
    OffTopic,
    /// It is rude, or worse.
    Offensive,
    /// It took too long.
    Slow,
    /// None of these: the comment may say more.
    Other,
}

/// What somebody adds in words: 1 to 2000 characters, kept as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment(String);

/// Feedback to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFeedback {
    /// Whether the answer helped.
    pub rating: Rating,
    /// Why, each reason once.
    pub reasons: BTreeSet<FeedbackReason>,
    /// In words.
    pub comment: Option<Comment>,
}

/// Feedback on an answer, of which there is one: the last word counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feedback {
    /// The answer.
    pub message_id: MessageId,
    /// What is thought of it.
    pub given: NewFeedback,
    /// When it was first given.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

names!(Rating, "a rating", {
    Up: "up",
    Down: "down",
});

names!(FeedbackReason, "a reason for feedback", {
    Correct: "correct",
    Helpful: "helpful",
    Friendly: "friendly",
    Wrong: "wrong",
    Incomplete: "incomplete",
    OffTopic: "off_topic",
    Offensive: "offensive",
    Slow: "slow",
    Other: "other",
});

impl Role {
    /// Whether feedback can be given on what this role says: on answers, whoever gave them.
    #[must_use]
    pub const fn takes_feedback(self) -> bool {
        match self {
            Self::Assistant | Self::Agent => true,
            Self::Customer | Self::System => false,
        }
    }
}

impl Comment {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Comment {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        check(text, MAX_COMMENT_CHARACTERS)?;
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Display for Comment {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

wire_string!(Comment, "What is added in words, kept as written.", {
    "minLength": 1,
    "maxLength": MAX_COMMENT_CHARACTERS,
    "pattern": SAYS_SOMETHING,
});
