//! A suite's file in, its cases out: one JSON object per line, all mistakes at once, each with its place.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use handlers::domain::{History, IntentName, Locale, MAX_HISTORY_TURNS, MessageText, Turn};
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::grader::Grader;

/// One thing that a customer says, and what is expected of what the platform makes of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// Unique in its suite.
    pub id: String,
    /// The suite: the name of the file.
    pub suite: String,
    /// What was said before.
    pub history: History,
    /// What the customer says now.
    pub input: MessageText,
    /// The language that the caller asked for; the customer's own if absent.
    pub locale: Option<Locale>,
    /// What the customer wants, where that is what is tested.
    pub intent: Option<IntentName>,
    /// What the answer must be; no answer is made if there are none.
    pub answer: Vec<Grader>,
    /// How much it counts in the weighted rate.
    pub weight: u32,
    /// Whether the gate fails if this one does.
    pub must_pass: bool,
    /// What it is about, and its language: `en`, `pt`.
    pub tags: Vec<String>,
    /// Of the line: a case that was changed is another one and is not compared with what it was.
    pub sha256: String,
}

impl Case {
    /// The language to answer in, as ISO 639-1 has it: what was asked for, or what the tags say the customer writes.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        let asked = self
            .locale
            .as_ref()
            .and_then(|locale| locale.as_str().split('-').next());
        let written = || {
            ["en", "pt"]
                .into_iter()
                .find(|tag| self.tags.iter().any(|own| own == tag))
        };
        asked.or_else(written)
    }
}

/// A line, as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    id: String,
    suite: String,
    #[serde(default)]
    history: Vec<Said>,
    input: MessageText,
    #[serde(default)]
    locale: Option<Locale>,
    expect: Expect,
    #[serde(default = "one")]
    weight: u32,
    #[serde(default)]
    must_pass: bool,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    role: Role,
    content: MessageText,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Role {
    User,
    Assistant,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    #[serde(default)]
    intent: Option<IntentName>,
    #[serde(default)]
    answer: Vec<Grader>,
}

const fn one() -> u32 {
    1
}

/// One line that is no case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file.
    pub path: PathBuf,
    /// Counted from one.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "error: {}:{}: {}",
            self.path.display(),
            self.line,
            self.message
        )
    }
}

/// Why a suite cannot be run.
#[derive(Debug, thiserror::Error)]
pub enum SuiteError {
    /// The file cannot be read.
    #[error("error: {}: {source}\n  help: a suite is a name below handlers/evals/suites, or the path of a .jsonl file", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Lines are wrong.
    #[error(
        "{}\n  help: a line is {{\"id\":…,\"suite\":…,\"input\":…,\"expect\":{{\"intent\":…}} or {{\"answer\":[{{\"grader\":…}}]}},\"tags\":[\"en\"]}}, with `history`, `locale`, `weight` and `must_pass` if need be",
        .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    )]
    Mistakes(Vec<Mistake>),
}

/// The cases in the file at `path`, in its order.
///
/// # Errors
/// [`SuiteError`], with every wrong line.
pub fn read(path: &Path) -> Result<Vec<Case>, SuiteError> {
    let text = std::fs::read_to_string(path).map_err(|source| SuiteError::Read {
        path: path.to_owned(),
        source,
    })?;
    parse(path, &text)
}

/// The same of a text that was read from `path`.
///
/// # Errors
/// [`SuiteError::Mistakes`].
pub fn parse(path: &Path, text: &str) -> Result<Vec<Case>, SuiteError> {
    let suite = path
        .file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (mut cases, mut mistakes, mut ids) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (number, line) in text.lines().enumerate() {
        let case = case(&suite, line).and_then(|case| {
            if ids.insert(case.id.clone()) {
                Ok(case)
            } else {
                Err(format!(
                    "a case called `{}` stands above: call this one otherwise",
                    case.id
                ))
            }
        });
        match case {
            Ok(case) => cases.push(case),
            Err(message) => mistakes.push(Mistake {
                path: path.to_owned(),
                line: number + 1,
                message,
            }),
        }
    }
    if cases.is_empty() && mistakes.is_empty() {
        mistakes.push(Mistake {
            path: path.to_owned(),
            line: 1,
            message: "there is no case: write at least one".to_owned(),
        });
    }
    if mistakes.is_empty() {
        Ok(cases)
    } else {
        Err(SuiteError::Mistakes(mistakes))
    }
}

fn case(suite: &str, text: &str) -> Result<Case, String> {
    if text.trim().is_empty() {
        return Err("an empty line: delete it".to_owned());
    }
    let line: Line = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let well_named = |id: &str| {
        !id.is_empty()
            && id.len() <= 64
            && id
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b))
    };
    if !well_named(&line.id) {
        return Err("`id` must be 1 to 64 letters, digits, `-` and `_`".to_owned());
    }
    if line.suite != suite {
        return Err(format!(
            "`suite` is `{}` in the file of `{suite}`: move the line or mend the name",
            line.suite
        ));
    }
    if line.expect.intent.is_none() && line.expect.answer.is_empty() {
        return Err("`expect` asks for nothing: give an `intent` or graders of the `answer`".to_owned());
    }
    if line.weight == 0 {
        return Err("`weight` must be at least 1: delete the line if it does not count".to_owned());
    }
    Ok(Case {
        history: history(line.history)?,
        id: line.id,
        suite: line.suite,
        input: line.input,
        locale: line.locale,
        intent: line.expect.intent,
        answer: line.expect.answer,
        weight: line.weight,
        must_pass: line.must_pass,
        tags: line.tags,
        sha256: sha256(text.as_bytes()),
    })
}

/// Whole turns, as the platform recalls them.
fn history(said: Vec<Said>) -> Result<History, String> {
    let whole = "`history` must be whole turns: `user`, `assistant`, `user`, `assistant`…";
    if said.len() > 2 * MAX_HISTORY_TURNS {
        return Err(format!(
            "`history` may have {MAX_HISTORY_TURNS} turns, as in production"
        ));
    }
    let mut turns = Vec::new();
    let mut said = said.into_iter();
    while let Some(question) = said.next() {
        match said.next() {
            Some(answer) if question.role == Role::User && answer.role == Role::Assistant => {
                turns.push(Turn {
                    question: question.content,
                    answer: answer.content,
                })
            }
            Some(_) | None => return Err(whole.to_owned()),
        }
    }
    Ok(History { turns })
}
