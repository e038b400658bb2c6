//! Small changes of a help desk in, what `codegen diff` makes of each out, as a person judged it.
//!
//! `app.rs` is the app before. A case in `cases.json` changes its model and says how grave that is, who breaks, and what the
//! report says, word for word. `UPDATE_GOLDEN=1 cargo test -p codegen --test diff` rewrites `expected/`, the three renderings
//! of one rich case, for a person to approve.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test ends at the first thing that should not be"
)]
#![expect(unreachable_pub, reason = "the app is written as in a crate that exports it")]

mod app;
mod change;

use change::Case;
use codegen::diff::{Changes, Severity, Way, changes};
use ferrovia_model::{App, CheckedApp};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// The day of every case.
const TODAY: &str = "2026-11-22";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diff")
}

fn cases() -> Vec<Case> {
    serde_json::from_str(&fs::read_to_string(folder().join("cases.json")).unwrap()).unwrap()
}

/// The case's models before and after.
fn models(case: &Case) -> (Value, Value) {
    static MODELS: LazyLock<(Value, Value)> = LazyLock::new(|| {
        let model = |app: ferrovia::App| serde_json::to_value(app.model()).unwrap();
        (model(app::app()), model(app::variants::app()))
    });
    case.models(MODELS.0.clone(), &MODELS.1)
}

fn checked(what: &str, model: Value) -> CheckedApp {
    let app: App = serde_json::from_value(model).unwrap_or_else(|error| panic!("{what}: {error}"));
    app.check()
        .unwrap_or_else(|problems| panic!("{what}: {problems}"))
}

/// What the case makes of the app.
fn outcome(case: &Case) -> Changes {
    let (old, new) = models(case);
    changes(&checked(&case.name, old), &checked(&case.name, new), TODAY)
}

/// Everything that a case says and the report does not, and the other way round.
fn check(case: &Case) -> Vec<String> {
    let found = outcome(case);
    let text = found.text(false);
    let mut wrong = Vec::new();
    let verdict = match found.severity {
        Severity::Harmless if found.is_empty() => "nothing",
        Severity::Harmless => "harmless",
        Severity::Caution => "caution",
        Severity::Breaking => "breaking",
    };
    if verdict != case.verdict {
        wrong.push(format!("is judged {verdict}, not {}", case.verdict));
    }
    let findings = found.contracts.iter().flat_map(|contract| &contract.findings);
    let of_deploy = found.deploy.iter().filter_map(|consequence| consequence.breaks);
    let victims = findings
        .flat_map(|finding| finding.breaks.iter().copied())
        .chain(of_deploy);
    let victims = victims.map(|victim| victim.words().to_owned());
    let victims: BTreeSet<String> = victims.collect();
    if victims != case.breaks {
        wrong.push(format!("breaks {victims:?}, not {:?}", case.breaks));
    }
    wrong.extend(
        case.says
            .iter()
            .filter(|line| !text.contains(*line))
            .map(|line| format!("does not say `{line}`")),
    );
    wrong.extend(
        case.never
            .iter()
            .filter(|line| text.contains(*line))
            .map(|line| format!("says `{line}`")),
    );
    wrong
        .iter()
        .map(|wrong| format!("{}: {wrong}\n{text}", case.name))
        .collect()
}

#[test]
fn every_seeded_change_is_judged_right() {
    let cases = cases();
    let names: BTreeSet<&String> = cases.iter().map(|case| &case.name).collect();
    assert_eq!(names.len(), cases.len(), "two cases share a name");
    assert!(cases.len() >= 40, "{} cases are too few", cases.len());
    let wrong: Vec<String> = cases.iter().flat_map(check).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let count = |verdict: &str| cases.iter().filter(|case| case.verdict == verdict).count();
    println!(
        "{} changes judged right: {} breaking, {} with caution, {} harmless, {} nothing",
        cases.len(),
        count("breaking"),
        count("caution"),
        count("harmless"),
        count("nothing")
    );
}

#[test]
fn an_app_does_not_differ_from_itself() {
    for case in &cases() {
        let (old, new) = models(case);
        for model in [old, new] {
            let app = checked(&case.name, model);
            assert!(changes(&app, &app, TODAY).is_empty(), "{}", case.name);
        }
    }
}

#[test]
fn what_is_gained_one_way_is_lost_the_other() {
    for case in &cases() {
        let (old, new) = models(case);
        let (old, new) = (checked(&case.name, old), checked(&case.name, new));
        let of = |changes: &Changes, way: Way| -> BTreeSet<String> {
            let permissions = changes
                .permissions
                .iter()
                .filter(|permission| permission.change == way);
            permissions
                .map(|permission| format!("{}: {:?}", permission.role, permission.right))
                .collect()
        };
        let (there, back) = (changes(&old, &new, TODAY), changes(&new, &old, TODAY));
        assert_eq!(of(&there, Way::Gained), of(&back, Way::Lost), "{}", case.name);
        assert_eq!(of(&there, Way::Lost), of(&back, Way::Gained), "{}", case.name);
        assert_eq!(
            there.contracts.is_empty(),
            back.contracts.is_empty(),
            "{}",
            case.name
        );
        assert_eq!(there.functions.len(), back.functions.len(), "{}", case.name);
    }
}

#[test]
fn a_lock_file_holds_all_that_a_comparison_needs() {
    for case in &cases() {
        let (_, new) = models(case);
        let app = checked(&case.name, new);
        let locked = codegen::lock::read(&codegen::lock::text(&app))
            .unwrap()
            .check()
            .unwrap();
        assert!(changes(&locked, &app, TODAY).is_empty(), "{}", case.name);
        assert!(changes(&app, &locked, TODAY).is_empty(), "{}", case.name);
        assert_eq!(
            codegen::lock::text(&locked),
            codegen::lock::text(&app),
            "{}",
            case.name
        );
    }
}

#[test]
fn the_three_renderings_of_a_rich_change_are_as_approved() {
    let cases = cases();
    let case = cases.iter().find(|case| case.name == "a rich change").unwrap();
    let found = outcome(case);
    let made = [
        ("rich.txt", found.text(false)),
        ("rich.md", found.markdown()),
        ("rich.json", codegen::json::text(&found)),
    ];
    for (name, text) in made {
        let path = folder().join("expected").join(name);
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        let diff = similar::TextDiff::from_lines(expected.as_str(), text.as_str());
        assert!(expected == text, "{name}\n{}", diff.unified_diff());
    }
}
