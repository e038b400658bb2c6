//! The shared corpora in, typed records out.

use std::fmt;
use std::path::Path;

use serde::Deserialize;

/// One line of `injections.jsonl`.
#[derive(Deserialize)]
pub(super) struct Attack {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) source: String,
    pub(super) channel: String,
    pub(super) text: String,
    pub(super) system_prompt: Option<String>,
    pub(super) judge_question: Option<String>,
}

/// One line of `pii_presidio.jsonl`; positions count characters.
#[derive(Deserialize)]
pub(super) struct Marked {
    pub(super) id: String,
    pub(super) text: String,
    pub(super) spans: Vec<Span>,
}

#[derive(Deserialize)]
pub(super) struct Span {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// One line of the intents' files.
#[derive(Deserialize)]
pub(super) struct Message {
    pub(super) id: String,
    pub(super) text: String,
}

/// One line of `dialogues.jsonl`.
#[derive(Deserialize)]
pub(super) struct Dialogue {
    pub(super) id: String,
    pub(super) source: String,
    pub(super) turns: Vec<Turn>,
    #[serde(default)]
    pub(super) tool_facts: Vec<String>,
    pub(super) scenario: Option<serde_json::Value>,
}

#[derive(Deserialize)]
pub(super) struct Turn {
    pub(super) role: String,
    pub(super) text: String,
}

/// Why there are no figures.
#[derive(Debug)]
pub(crate) struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

pub(super) fn text(folder: &Path, file: &str) -> Result<String, Unreadable> {
    let path = folder.join(file);
    std::fs::read_to_string(&path).map_err(|error| Unreadable(format!("{}: {error}", path.display())))
}

pub(super) fn lines<T: serde::de::DeserializeOwned>(folder: &Path, file: &str) -> Result<Vec<T>, Unreadable> {
    let path = folder.join(file);
    let text = text(folder, file)?;
    let record = |(number, line): (usize, &str)| {
        serde_json::from_str(line)
            .map_err(|error| Unreadable(format!("{}:{}: {error}", path.display(), number + 1)))
    };
    text.lines().enumerate().map(record).collect()
}

/// Which half of a corpus a record belongs to: by a fixed hash of its id (FNV-1a), so that it never changes sides.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Half {
    /// Misses were looked at while the guards were written.
    Tuned,
    /// Misses were not looked at.
    HeldOut,
}

impl Half {
    pub(super) const BOTH: [Self; 2] = [Self::Tuned, Self::HeldOut];

    pub(super) fn of(id: &str) -> Self {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        let hash = id.bytes().fold(0xcbf2_9ce4_8422_2325, step);
        if (hash >> 17).is_multiple_of(2) {
            Self::Tuned
        } else {
            Self::HeldOut
        }
    }
}

/// Some of all.
#[derive(Clone, Copy, Default)]
pub(super) struct Share {
    pub(super) some: usize,
    pub(super) all: usize,
}

impl Share {
    pub(super) fn count(&mut self, one: bool) {
        self.all += 1;
        self.some += usize::from(one);
    }

    pub(super) const fn and(self, other: Self) -> Self {
        Self {
            some: self.some + other.some,
            all: self.all + other.all,
        }
    }

    /// Per cent.
    pub(super) fn percent(self) -> f64 {
        if self.all == 0 {
            return 0.0;
        }
        100.0 * count(self.some) / count(self.all)
    }
}

fn count(number: usize) -> f64 {
    f64::from(u32::try_from(number).unwrap_or(u32::MAX))
}

impl fmt::Display for Share {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all == 0 {
            return formatter.pad("-");
        }
        formatter.pad(&format!("{:5.1} % ({}/{})", self.percent(), self.some, self.all))
    }
}
