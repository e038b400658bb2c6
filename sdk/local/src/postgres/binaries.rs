//! Folders in, a PostgreSQL installation out: the first that has both `initdb` and `postgres`.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::FindError;

/// Where packages put the programs, a `*` for the version.
const CONVENTIONAL: [&str; 5] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// `DROP DATABASE … WITH (FORCE)` came with it.
pub(crate) const OLDEST: u32 = 13;

/// One installation.
#[derive(Clone, Debug)]
pub(crate) struct Binaries {
    /// Holds `initdb` and `postgres`.
    pub(crate) folder: PathBuf,
    /// As `postgres --version` gives it: `15.18`.
    pub(crate) version: String,
    /// Its first number: a cluster belongs to it.
    pub(crate) major: u32,
}

impl Binaries {
    /// The first usable installation in these folders.
    pub(crate) fn first(folders: &[PathBuf]) -> Result<Self, FindError> {
        folders
            .iter()
            .find_map(|folder| Self::at(folder))
            .ok_or(FindError::NoBinaries)
    }

    fn at(folder: &Path) -> Option<Self> {
        // A link in PATH leads to the folder where the two belong together.
        let initdb = folder.join("initdb").canonicalize().ok()?;
        let folder = initdb.parent()?.to_path_buf();
        let output = Command::new(folder.join("postgres"))
            .arg("--version")
            .output()
            .ok()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        // postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)
        let version = text
            .split_whitespace()
            .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?
            .to_owned();
        let major = leading_number(&version)?;
        (output.status.success() && major >= OLDEST).then_some(Self {
            folder,
            version,
            major,
        })
    }
}

/// The folders in `path` (the value of `PATH`), then the conventional ones, newest version first.
pub(crate) fn folders(path: Option<&std::ffi::OsStr>) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = path
        .map(|path| std::env::split_paths(path).collect())
        .unwrap_or_default();
    folders.extend(CONVENTIONAL.iter().flat_map(|pattern| newest_first(pattern)));
    folders
}

/// The folders that match a pattern with one `*`.
fn newest_first(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(format!("{parent}/"))
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = leading_number(name.strip_prefix(prefix)?)?;
            Some((version, PathBuf::from(format!("{parent}/{name}{after}"))))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn leading_number(text: &str) -> Option<u32> {
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_by_number() {
        let root = tempfile::tempdir().expect("a folder");
        for name in [
            "postgresql@9",
            "postgresql@16",
            "postgresql@13",
            "other@99",
            "postgresql@x",
        ] {
            fs::create_dir_all(root.path().join(name)).expect("a folder");
        }
        let found = newest_first(&format!("{}/postgresql@*/bin", root.path().display()));
        let expected: Vec<_> = ["16", "13", "9"]
            .map(|v| root.path().join(format!("postgresql@{v}/bin")))
            .into();
        assert_eq!(found, expected);
    }
}
