//! Small apps in, their models and generated files out, as a person approved them.
//!
//! A case is a folder in `golden/`. `app.rs` is the app as an author writes it, and `model.json` what the SDK makes
//! of it. `case.json` says what the case is about and which generated files show it; `expected/` holds these files,
//! and what `explain` says. `UPDATE_GOLDEN=1 cargo test -p codegen --test golden` rewrites `model.json` and
//! `expected/`; the diff is then for a person to approve.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]
#![expect(
    unreachable_pub,
    reason = "the apps are written as in a crate that exports them"
)]

#[path = "golden/bucket/app.rs"]
mod bucket;
#[path = "golden/comparison/app.rs"]
mod comparison;
#[path = "golden/configuration/app.rs"]
mod configuration;
#[path = "golden/language_model/app.rs"]
mod language_model;
#[path = "golden/messaging/app.rs"]
mod messaging;
#[path = "golden/migrate/app.rs"]
mod migrate;
#[path = "golden/rename/app.rs"]
mod rename;
#[path = "golden/repeat/app.rs"]
mod repeat;
#[path = "golden/route/app.rs"]
mod route;
#[path = "golden/started/app.rs"]
mod started;
#[path = "golden/table/app.rs"]
mod table;
#[path = "golden/token_keys/app.rs"]
mod token_keys;
#[path = "golden/trigger/app.rs"]
mod trigger;
#[path = "golden/wait/app.rs"]
mod wait;
#[path = "golden/workflow/app.rs"]
mod workflow;

use codegen::explain;
use ferrovia::App;
use serde::Deserialize;
use similar::TextDiff;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder, and its app.
type Named = (&'static str, fn() -> App);

/// Every case.
const CASES: [Named; 15] = [
    ("bucket", bucket::app),
    ("comparison", comparison::app),
    ("configuration", configuration::app),
    ("language_model", language_model::app),
    ("messaging", messaging::app),
    ("migrate", migrate::app),
    ("rename", rename::app),
    ("repeat", repeat::app),
    ("route", route::app),
    ("started", started::app),
    ("table", table::app),
    ("token_keys", token_keys::app),
    ("trigger", trigger::app),
    ("wait", wait::app),
    ("workflow", workflow::app),
];

/// What a case is about.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What a reader is to see here.
    about: String,
    /// Paths of generated files; one `*` stands for anything.
    files: Vec<String>,
}

#[test]
fn models_and_generated_files_are_those_that_a_person_approved() {
    let differences: Vec<String> = CASES.iter().flat_map(|(name, app)| check(name, *app)).collect();
    assert!(
        differences.is_empty(),
        "{}\nto approve all of it: UPDATE_GOLDEN=1 cargo test -p codegen --test golden",
        differences.join("\n")
    );
}

#[test]
fn every_case_is_run() {
    let mut folders: Vec<String> = fs::read_dir(golden())
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().join("case.json").is_file())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort();
    assert_eq!(folders, CASES.map(|(name, _)| name));
}

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The differences between what a case expects and what is made of its app.
fn check(name: &str, app: fn() -> App) -> Vec<String> {
    let folder = golden().join(name);
    let case = fs::read_to_string(folder.join("case.json")).unwrap();
    let Case { about, files } = serde_json::from_str(&case).unwrap();
    assert!(!about.is_empty(), "{name}: say what it is about");
    let made = make(name, app, &files);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        write(&folder, &made);
    }
    let mut expected = BTreeMap::new();
    gather(&folder, &folder.join("expected"), &mut expected);
    if let Ok(model) = fs::read_to_string(folder.join(MODEL)) {
        expected.insert(MODEL.to_owned(), model);
    }
    let mut differences = Vec::new();
    for (path, text) in &made {
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

/// Where the model is.
const MODEL: &str = "model.json";

/// The model and the files that show the case, by path in its folder.
fn make(name: &str, app: fn() -> App, patterns: &[String]) -> BTreeMap<String, String> {
    let model = codegen::json::text(&app().model());
    // By way of the text, as `codegen render` does.
    let app: ferrovia_model::App = serde_json::from_str(&model).unwrap();
    let app = app
        .check()
        .unwrap_or_else(|problems| panic!("{name}:\n{problems}"));
    let files = codegen::emit(&app);
    let mut made = BTreeMap::from([(MODEL.to_owned(), model)]);
    for (path, text) in files.iter() {
        // The lock file is the model once more: only a case that names it shows it.
        let shown =
            |pattern: &String| pattern == path || path != codegen::lock::PATH && matches(pattern, path);
        if patterns.iter().any(shown) {
            made.insert(format!("expected/{path}"), text.to_owned());
        }
    }
    for pattern in patterns {
        let used = files.iter().any(|(path, _)| matches(pattern, path));
        assert!(used, "{name}: `{pattern}` matches no generated file");
    }
    let explanation = explain::report(&app, None).unwrap().text(false);
    made.insert("expected/explain.txt".to_owned(), explanation);
    made
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => {
            path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
        }
        None => pattern == path,
    }
}

fn write(folder: &Path, files: &BTreeMap<String, String>) {
    let expected = folder.join("expected");
    if expected.exists() {
        fs::remove_dir_all(expected).unwrap();
    }
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

/// The files below `folder`, by path relative to `root`.
fn gather(root: &Path, folder: &Path, found: &mut BTreeMap<String, String>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(root, &path, found);
        } else {
            let relative = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            found.insert(relative, fs::read_to_string(path).unwrap());
        }
    }
}
