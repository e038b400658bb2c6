//! The compiled-in prompts and their lock file in; the lock file with a line for each new version out, or what is wrong.
//!
//! A version of a prompt stays as it is: an answer names the version that asked, and so must the words be what they were. The
//! lock file holds each version's hash. Codegen adds lines to it and changes none.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Where the prompts lie in the repository.
pub const FOLDER: &str = "handlers/prompts";

/// Where their lock file does.
pub const LOCK: &str = "handlers/prompts/prompts.lock";

/// What the lock file says of itself.
const HEADER: &str = "\
# Every version of every prompt, and SHA-256 of its file. A line is written once, by: cargo run -p codegen
# Never edit it: a prompt that is to change is a new version.
";

/// A version of a prompt, as it is compiled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compiled<'a> {
    /// The prompt's name.
    pub name: &'a str,
    /// Its version.
    pub version: &'a str,
    /// SHA-256 of its file, in hexadecimal digits.
    pub sha256: &'a str,
}

/// What is wrong with the prompts or with their lock file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mistake {
    /// A locked version's file is another one now.
    Changed {
        /// The prompt.
        name: String,
        /// The version.
        version: String,
    },
    /// A locked version is not compiled in.
    Vanished {
        /// The prompt.
        name: String,
        /// The version.
        version: String,
    },
    /// A file of the folder is not compiled in.
    Unused {
        /// The file.
        path: String,
    },
    /// A line of the lock file says nothing.
    Line {
        /// From 1.
        number: usize,
    },
    /// The lock file has two lines for one version.
    Twice {
        /// Of the second one, from 1.
        number: usize,
    },
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { name, version } => write!(
                f,
                "error[L001]: version {version} of prompt `{name}` is not what it was when it was locked\n  \
                 --> {FOLDER}/{name}/{version}.md\n  \
                 help: undo the change, and make a new version with it: copy the file to the next version's name, and add \
                 that to `versions` in handlers/src/domain/prompt.rs"
            ),
            Self::Vanished { name, version } => write!(
                f,
                "error[L002]: version {version} of prompt `{name}` is locked, and is not compiled in\n  \
                 --> {LOCK}\n  \
                 help: bring its file and its place in `versions` back: answers name it as what asked"
            ),
            Self::Unused { path } => write!(
                f,
                "error[L003]: this file is not compiled in\n  --> {path}\n  \
                 help: add its version to `versions` in handlers/src/domain/prompt.rs, or remove the file"
            ),
            Self::Line { number } => write!(
                f,
                "error[L004]: this is no line of a lock file: it has a name, a version and a SHA-256\n  --> {LOCK}:{number}\n  \
                 help: bring the line back as git has it"
            ),
            Self::Twice { number } => write!(
                f,
                "error[L005]: there are two lines for this version\n  --> {LOCK}:{number}\n  \
                 help: if two branches made the same version, one of them becomes the next; keep the line of the one that \
                 is released"
            ),
        }
    }
}

/// A name and a version, in the lock file's order: 0.10.0 comes after 0.9.0.
type Key = (String, Vec<u64>);

/// The lock file as it should be, given what is compiled in, the lock file as it is, and the paths of all files in the folder.
///
/// # Errors
/// Every mistake there is.
pub fn lock(
    compiled: &[Compiled<'_>],
    locked: Option<&str>,
    there: &[String],
) -> Result<String, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut lines = read(locked.unwrap_or_default(), &mut mistakes);
    let versions: BTreeMap<Key, &Compiled<'_>> = compiled
        .iter()
        .filter_map(|prompt| Some((key(prompt.name, prompt.version)?, prompt)))
        .collect();
    for (key, (version, sha256)) in &lines {
        let (name, version) = (key.0.clone(), version.clone());
        match versions.get(key) {
            Some(prompt) if prompt.sha256 == sha256 => {}
            Some(_) => mistakes.push(Mistake::Changed { name, version }),
            None => mistakes.push(Mistake::Vanished { name, version }),
        }
    }
    let path = |prompt: &Compiled<'_>| format!("{FOLDER}/{}/{}.md", prompt.name, prompt.version);
    let mut known: BTreeSet<String> = compiled.iter().map(path).collect();
    known.insert(LOCK.to_owned());
    let mut unused: Vec<&String> = there.iter().filter(|path| !known.contains(*path)).collect();
    unused.sort();
    mistakes.extend(unused.into_iter().cloned().map(|path| Mistake::Unused { path }));
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    for (key, prompt) in versions {
        lines
            .entry(key)
            .or_insert_with(|| (prompt.version.to_owned(), prompt.sha256.to_owned()));
    }
    let line =
        |((name, _), (version, sha256)): (&Key, &(String, String))| format!("{name} {version} {sha256}\n");
    Ok(lines
        .iter()
        .map(line)
        .fold(HEADER.to_owned(), |text, line| text + &line))
}

/// The version and hash of each line.
fn read(text: &str, mistakes: &mut Vec<Mistake>) -> BTreeMap<Key, (String, String)> {
    let mut lines = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#')) {
        let parts: Vec<&str> = line.split(' ').collect();
        let said = match parts.as_slice() {
            [name, version, sha256] if is_sha256(sha256) => {
                key(name, version).map(|key| (key, ((*version).to_owned(), (*sha256).to_owned())))
            }
            _ => None,
        };
        match said {
            None => mistakes.push(Mistake::Line { number }),
            Some((key, _)) if lines.contains_key(&key) => mistakes.push(Mistake::Twice { number }),
            Some((key, line)) => {
                lines.insert(key, line);
            }
        }
    }
    lines
}

fn key(name: &str, version: &str) -> Option<Key> {
    let numbers: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    let numbers = numbers.ok().filter(|numbers| numbers.len() == 3)?;
    (!name.is_empty()).then(|| (name.to_owned(), numbers))
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
