//! Whether we are root, and whom to run PostgreSQL as then: it refuses root.

use std::{os::unix::process::CommandExt, process::Command};

use super::FindError;

/// Tried in this order.
const NAMES: [&str; 2] = ["postgres", "nobody"];

/// An account without privileges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    pub(crate) gid: u32,
}

impl Account {
    /// The account to drop to when the files we make belong to `owner`; none unless that is root.
    pub(crate) fn instead_of(owner: u32) -> Result<Option<Self>, FindError> {
        if owner != 0 {
            return Ok(None);
        }
        let found = NAMES.iter().find_map(|name| {
            let account = Self {
                uid: number("-u", name)?,
                gid: number("-g", name)?,
            };
            (account.uid != 0).then_some(account)
        });
        found.map(Some).ok_or(FindError::NoAccount)
    }
}

/// A command that runs as `account`, or as we do; the standard library then drops the other groups too.
pub(crate) fn command(program: impl AsRef<std::ffi::OsStr>, account: Option<Account>) -> Command {
    let mut command = Command::new(program);
    if let Some(Account { uid, gid }) = account {
        command.uid(uid).gid(gid);
    }
    // The folder we are in may be closed to that account.
    command.current_dir("/");
    command
}

/// What `id` says of an account; it asks the name service, which a look at /etc/passwd would miss.
fn number(kind: &str, name: &str) -> Option<u32> {
    let output = Command::new("id").args([kind, name]).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().parse().ok())?
}
