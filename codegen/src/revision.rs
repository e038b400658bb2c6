//! A git revision or a file in, the app it holds out. With `disk` and `main` the crate's only I/O.

use super::Stop;
use codegen::lock;
use ferrovia_model::App;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

/// The app in a file, or in the lock file of a git revision. A file goes before a revision of the same name.
pub(crate) fn read(root: &Path, what: &str) -> Result<App, Stop> {
    let text = if Path::new(what).is_file() {
        std::fs::read_to_string(what)
            .map_err(|error| io::Error::new(error.kind(), format!("{what}: {error}")))?
    } else {
        of_revision(root, what)?
    };
    lock::read(&text).map_err(|error| {
        Stop::Usage(format!(
            "`{what}` is not a model: {error}\n  help: give it what `cargo run -p codegen -- model` prints, or a {}",
            lock::PATH
        ))
    })
}

fn of_revision(root: &Path, revision: &str) -> Result<String, Stop> {
    let inside = git(root, &["rev-parse", "--is-inside-work-tree"])?;
    if !inside.status.success() {
        return Err(unreadable(&inside));
    }
    let commit = git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ],
    )?;
    if !commit.status.success() {
        return Err(Stop::Usage(format!(
            "`{revision}` is neither a file nor a git revision\n  help: give a revision such as `HEAD~1` or `origin/main`, \
             fetched (in a shallow clone: `git fetch --unshallow`), or a file that `cargo run -p codegen -- model` wrote"
        )));
    }
    let commit = String::from_utf8_lossy(&commit.stdout).trim().to_owned();
    // Relative to the workspace, which need not be the repository's root.
    let path = format!("{commit}:./{}", lock::PATH);
    if !git(root, &["cat-file", "-e", &path])?.status.success() {
        return Err(Stop::Usage(format!(
            "revision `{revision}` has no {}\n  help: it is older than lock files; have its own codegen print the model: `git \
             worktree add ../old {revision}`, there `cargo run -p codegen -- model > old.json`, and give that file instead",
            lock::PATH
        )));
    }
    let shown = git(root, &["show", &path])?;
    if !shown.status.success() {
        return Err(unreadable(&shown));
    }
    Ok(String::from_utf8_lossy(&shown.stdout).into_owned())
}

fn git(root: &Path, arguments: &[&str]) -> Result<Output, Stop> {
    Command::new("git").arg("-C").arg(root).args(arguments).output().map_err(|error| {
        Stop::Io(io::Error::new(
            error.kind(),
            format!("git cannot be run: {error}\n  help: install it, or compare files that `cargo run -p codegen -- model` wrote"),
        ))
    })
}

/// What git says, in its own words.
fn unreadable(output: &Output) -> Stop {
    let words = String::from_utf8_lossy(&output.stderr);
    Stop::Io(io::Error::other(format!(
        "git cannot read the repository: {}",
        words.trim()
    )))
}
