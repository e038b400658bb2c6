//! Small models in, generated files that a person approved out.
//!
//! A case is a folder in `golden/`: `model.json` is the app; `case.json` says what the case is about and which
//! files show it; `expected/` holds these files, and what `explain` says. `UPDATE_GOLDEN=1 cargo test -p codegen
//! --test golden` rewrites `expected/`; the diff is then for a person to approve.

use codegen::explain;
use ferrovia_model::App;
use serde::Deserialize;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What a reader is to see here.
    about: String,
    /// Paths of generated files; one `*` stands for anything.
    files: Vec<String>,
}

/// Where `explain`'s text is expected.
const EXPLANATION: &str = "explain.txt";

#[test]
fn generated_files_are_those_that_a_person_approved() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("model.json").is_file())
        .collect();
    cases.sort();
    assert!(!cases.is_empty(), "there is no case");
    let differences: Vec<String> = cases.iter().flat_map(|case| check(case)).collect();
    assert!(
        differences.is_empty(),
        "{}\nto approve all of it: UPDATE_GOLDEN=1 cargo test -p codegen --test golden",
        differences.join("\n")
    );
}

/// The differences between what a case expects and what is generated.
fn check(folder: &Path) -> Vec<String> {
    let Case { about, files } = serde_json::from_str(&read(&folder.join("case.json"))).unwrap();
    assert!(!about.is_empty(), "{}: say what it is about", folder.display());
    let generated = generate(&folder.join("model.json"), &files);
    let place = folder.join("expected");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        write(&place, &generated);
    }
    let mut expected = BTreeMap::new();
    gather(&place, &place, &mut expected);
    let name = folder.file_name().unwrap().to_string_lossy();
    let mut differences = Vec::new();
    for (path, text) in &generated {
        let before = expected.remove(path).unwrap_or_default();
        if before != *text {
            let diff = TextDiff::from_lines(before.as_str(), text.as_str());
            let diff = diff.unified_diff().context_radius(3).to_string();
            differences.push(format!("{name}: {path} ({about})\n{diff}"));
        }
    }
    differences.extend(
        expected
            .keys()
            .map(|path| format!("{name}: {path} is expected, and not generated")),
    );
    differences
}

fn generate(model: &Path, patterns: &[String]) -> BTreeMap<String, String> {
    let app: App = serde_json::from_str(&read(model)).unwrap();
    let app = app
        .check()
        .unwrap_or_else(|problems| panic!("{}\n{problems}", model.display()));
    let files = codegen::emit(&app);
    let mut generated: BTreeMap<String, String> = files
        .iter()
        .filter(|(path, _)| patterns.iter().any(|pattern| matches(pattern, path)))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    for pattern in patterns {
        let used = generated.keys().any(|path| matches(pattern, path));
        assert!(used, "{}: `{pattern}` matches no generated file", model.display());
    }
    generated.insert(
        EXPLANATION.to_owned(),
        explain::report(&app, None).unwrap().text(false),
    );
    generated
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
        }
        None => pattern == path,
    }
}

fn write(place: &Path, files: &BTreeMap<String, String>) {
    if place.exists() {
        fs::remove_dir_all(place).unwrap();
    }
    for (path, text) in files {
        let path = place.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The files below `folder`, by path relative to `root`.
fn gather(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, found);
        } else {
            let relative = path
                .strip_prefix(root)
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            found.insert(relative, read(&path));
        }
    }
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
