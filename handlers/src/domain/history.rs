//! What was said before: whole turns, the newest ones that fit.

use ferrovia::data;

use super::{AnswerPolicy, MessageText, Rollouts};

/// The most turns a history holds.
pub const MAX_HISTORY_TURNS: usize = 20;

/// The most bytes a history takes in JSON: 96 KiB. A state machine carries it between steps, and 256 KiB is
/// the most that a state may weigh; 20 turns of the longest messages would be 640 KB.
pub const MAX_HISTORY_BYTES: usize = 96 * 1024;

/// A question of the customer's and the answer it got.
#[data]
#[derive(Eq)]
pub struct Turn {
    /// What the customer wrote.
    pub question: MessageText,
    /// What the assistant or an agent answered.
    pub answer: MessageText,
}

/// The turns of a conversation before one message, oldest first.
#[data]
#[derive(Default, Eq)]
pub struct History {
    /// The turns.
    pub turns: Vec<Turn>,
}

/// What is known of a conversation before its next message is answered.
#[data]
#[derive(Eq)]
pub struct Recalled {
    /// What was said.
    pub history: History,
    /// What the tenant says of feature flags.
    pub rollouts: Rollouts,
    /// What the tenant wants of answers.
    pub policy: AnswerPolicy,
    /// Milliseconds that it took to read this.
    pub took_ms: u32,
}

impl History {
    /// Takes turns, newest first, while they fit into [`MAX_HISTORY_TURNS`] and [`MAX_HISTORY_BYTES`]. Stops
    /// at the first that does not: a history without holes, or the model would misread what follows them.
    pub fn newest(turns: impl IntoIterator<Item = Turn>) -> Self {
        let mut left = MAX_HISTORY_BYTES;
        let mut kept: Vec<Turn> = turns
            .into_iter()
            .take(MAX_HISTORY_TURNS)
            .take_while(|turn| match left.checked_sub(json_bytes(turn)) {
                Some(rest) => {
                    left = rest;
                    true
                }
                None => false,
            })
            .collect();
        kept.reverse();
        Self { turns: kept }
    }
}

/// What a turn weighs in a state machine: its JSON, where a control character takes six bytes.
fn json_bytes(turn: &Turn) -> usize {
    // A struct of two strings always serialises; the other arm is for the type checker and keeps such a turn
    // out.
    serde_json::to_vec(turn).map_or(usize::MAX, |json| json.len() + 1)
}
