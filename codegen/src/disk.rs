//! Generated files and a folder in; what differs, or a folder that no longer does, out. The crate's only I/O is
//! here, in `revision` and in `main`.

use codegen::files::Files;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The first words of every generated file that can hold a comment.
const MARK: &str = "Generated from the handlers' signatures.";

/// How a folder differs from what was generated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Difference {
    /// It is generated, and not there.
    Missing,
    /// It is there with other contents.
    Stale,
    /// It is there, and no longer generated.
    Orphaned,
}

impl Difference {
    /// In a word.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Stale => "stale",
            Self::Orphaned => "orphaned",
        }
    }
}

/// What differs below `root`, by path.
///
/// Codegen owns every byte of `terraform/stack` and of `terraform/bootstrap/iam`. In `environments` and
/// `terraform/bootstrap` it owns the files that say so in their first line; what is beside them is the team's.
pub(crate) fn differences(root: &Path, files: &Files) -> io::Result<BTreeMap<String, Difference>> {
    let mut differences = BTreeMap::new();
    for (path, text) in files.iter() {
        match fs::read(root.join(path)) {
            Ok(bytes) if bytes == text.as_bytes() => {}
            Ok(_) => {
                differences.insert(path.to_owned(), Difference::Stale);
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                differences.insert(path.to_owned(), Difference::Missing);
            }
            Err(error) => return Err(named(&root.join(path), error)),
        }
    }
    let owned = [
        below(root, "terraform/stack")?,
        below(root, "terraform/bootstrap/iam")?,
        marked(root)?,
    ];
    for path in owned.into_iter().flatten() {
        if files.get(&path).is_none() {
            differences.insert(path, Difference::Orphaned);
        }
    }
    Ok(differences)
}

/// Makes the folder what was generated: writes what differs, removes what is orphaned.
pub(crate) fn write(
    root: &Path,
    files: &Files,
    differences: &BTreeMap<String, Difference>,
) -> io::Result<()> {
    for (path, difference) in differences {
        let to = root.join(path);
        match difference {
            Difference::Missing | Difference::Stale => place(&to, files.get(path).unwrap_or_default())?,
            Difference::Orphaned => fs::remove_file(&to).map_err(|error| named(&to, error))?,
        }
    }
    Ok(())
}

/// Writes the files that are not there, and answers their paths.
pub(crate) fn scaffold(root: &Path, files: &Files) -> io::Result<Vec<String>> {
    let mut written = Vec::new();
    for (path, text) in files.iter() {
        let to = root.join(path);
        if !to.exists() {
            place(&to, text)?;
            written.push(path.to_owned());
        }
    }
    Ok(written)
}

/// The text of a file, if it is there.
pub(crate) fn text(root: &Path, path: &str) -> io::Result<Option<String>> {
    let path = root.join(path);
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(named(&path, error)),
    }
}

/// Writes a whole file or none: a reader never sees half of it.
fn place(to: &Path, text: &str) -> io::Result<()> {
    let folder = to.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(|error| named(folder, error))?;
    let beside = to.with_extension("codegen-new");
    fs::write(&beside, text)
        .and_then(|()| fs::rename(&beside, to))
        .map_err(|error| named(to, error))
}

/// Every file below a folder, but what Terraform keeps there for itself.
pub(crate) fn below(root: &Path, folder: &str) -> io::Result<Vec<String>> {
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(root.join(&folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(named(&root.join(&folder), error)),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let path = folder.join(&name);
            if entry.file_type()?.is_dir() {
                if name != ".terraform" {
                    folders.push(path);
                }
            } else if name != ".terraform.lock.hcl" {
                files.push(slashed(&path));
            }
        }
    }
    Ok(files)
}

/// The `.tf` files of a module, with their texts.
pub(crate) fn terraform(root: &Path, folder: &str) -> io::Result<Vec<(String, String)>> {
    let entries = fs::read_dir(root.join(folder)).map_err(|error| named(&root.join(folder), error))?;
    let mut files = Vec::new();
    for entry in entries {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if name.ends_with(".tf") {
            let path = format!("{folder}/{name}");
            let text =
                fs::read_to_string(root.join(&path)).map_err(|error| named(&root.join(&path), error))?;
            files.push((path, text));
        }
    }
    files.sort();
    Ok(files)
}

/// The generated files among an environment's and an account's.
fn marked(root: &Path) -> io::Result<Vec<String>> {
    let mut marked = Vec::new();
    let places = [below(root, "environments")?, below(root, "terraform/bootstrap")?];
    for path in places.into_iter().flatten() {
        if (path.ends_with(".tf") || path.ends_with(".tftest.hcl"))
            && fs::read_to_string(root.join(&path))?
                .lines()
                .next()
                .is_some_and(|line| line.contains(MARK))
        {
            marked.push(path);
        }
    }
    Ok(marked)
}

fn slashed(path: &Path) -> String {
    path.iter()
        .map(|part| part.to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

fn named(path: &Path, error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
