//! What a suite came to when somebody last was content with it: a file in the repository, which a gate compares with.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::run::Graded;

/// One suite's results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The suite.
    pub suite: String,
    /// The model behind the results.
    pub model: String,
    /// The prompts behind them.
    pub prompts: Vec<String>,
    /// Case by case, by id.
    pub cases: BTreeMap<String, Was>,
}

/// How a case ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Was {
    /// Whether it passed.
    pub pass: bool,
    /// Of its line: a changed case is not compared.
    pub sha256: String,
}

/// A baseline cannot be used.
#[derive(Debug, thiserror::Error)]
#[error(
    "error: {path}: {reason}\n  help: `--save-baseline` writes a new one; look at what it changes before you commit it"
)]
pub struct BaselineError {
    path: String,
    reason: String,
}

impl Baseline {
    /// Of `results`, all of one suite.
    #[must_use]
    pub fn of(suite: &str, model: &str, results: &[&Graded]) -> Self {
        let was = |graded: &&Graded| {
            let was = Was {
                pass: graded.pass,
                sha256: graded.sha256.clone(),
            };
            (graded.id.clone(), was)
        };
        let prompts = results.iter().flat_map(|graded| graded.prompts.iter().cloned());
        let mut prompts: Vec<String> = prompts.collect();
        prompts.sort();
        prompts.dedup();
        Self {
            suite: suite.to_owned(),
            model: model.to_owned(),
            prompts,
            cases: results.iter().map(was).collect(),
        }
    }

    /// The one at `path`; `None` if there is no such file.
    ///
    /// # Errors
    /// [`BaselineError`] if it cannot be read, or is of another suite.
    pub fn read(path: &Path, suite: &str) -> Result<Option<Self>, BaselineError> {
        let wrong = |reason: String| BaselineError {
            path: path.display().to_string(),
            reason,
        };
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(wrong(error.to_string())),
        };
        let read: Self = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if read.suite == suite {
            Ok(Some(read))
        } else {
            Err(wrong(format!(
                "this is the baseline of `{}`, not of `{suite}`",
                read.suite
            )))
        }
    }

    /// As it is stored: a line for each case, so that one sees in a diff which of them changed.
    #[must_use]
    pub fn text(&self) -> String {
        // Strings, booleans and maps of strings always serialise.
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text = text.replace(": {\n      \"pass\"", ": { \"pass\"");
        text = text
            .replace(",\n      \"sha256\"", ", \"sha256\"")
            .replace("\"\n    }", "\" }");
        text.push('\n');
        text
    }
}

/// A case that ended otherwise than in the baseline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flip {
    /// The suite and the case's id.
    pub case: String,
    /// Whether it passes now.
    pub pass: bool,
}

/// What changed against baselines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// How many cases are the same in both.
    pub compared: usize,
    /// How many have no baseline, or were changed since.
    pub new: usize,
    /// How many the baseline has that are gone.
    pub gone: usize,
    /// Those that ended otherwise.
    pub flips: Vec<Flip>,
}

impl Comparison {
    /// Adds `results`, all of the suite of `baseline`.
    pub fn add(&mut self, baseline: Option<&Baseline>, results: &[&Graded]) {
        let was = |graded: &Graded| {
            let was = baseline?.cases.get(&graded.id)?;
            (was.sha256 == graded.sha256).then_some(was)
        };
        for graded in results {
            let Some(was) = was(graded) else {
                self.new += 1;
                continue;
            };
            self.compared += 1;
            if was.pass != graded.pass {
                self.flips.push(Flip {
                    case: format!("{}/{}", graded.suite, graded.id),
                    pass: graded.pass,
                });
            }
        }
        let known = |id: &String| results.iter().any(|graded| &graded.id == id);
        self.gone += baseline.map_or(0, |baseline| {
            baseline.cases.keys().filter(|id| !known(id)).count()
        });
    }

    /// How many passed and do not any more.
    #[must_use]
    pub fn lost(&self) -> usize {
        self.flips.iter().filter(|flip| !flip.pass).count()
    }

    /// How many pass now and did not.
    #[must_use]
    pub fn won(&self) -> usize {
        self.flips.iter().filter(|flip| flip.pass).count()
    }
}
