//! Every problem that `check` finds: one change to a valid app, and exactly the problems it makes.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod cases;
mod desk;
mod order;

use cases::CASES;
use desk::desk;
use ferrovia_model::{App, Code};
use std::collections::BTreeSet;

/// One change to [`desk`], and what it does.
struct Case {
    /// What is wrong, in a few words.
    name: &'static str,
    /// Makes it so.
    change: fn(&mut App),
    /// What `check` says, each problem as it is printed.
    problems: &'static [&'static str],
}

/// What `check` says of `app`, each problem as it is printed.
fn problems(app: App) -> Vec<String> {
    match app.check() {
        Ok(_) => Vec::new(),
        Err(problems) => problems.0.iter().map(ToString::to_string).collect(),
    }
}

fn check(case: &Case) -> Result<(), String> {
    let mut app = desk();
    (case.change)(&mut app);
    let found = problems(app);
    if found == case.problems {
        return Ok(());
    }
    let (found, expected) = (found.join("\n"), case.problems.join("\n"));
    Err(format!(
        "=== {}\n--- expected\n{expected}\n--- found\n{found}\n",
        case.name
    ))
}

#[test]
fn a_valid_app_passes() {
    let checked = desk().check().unwrap();
    let flows: Vec<_> = checked
        .flows()
        .map(|(workflow, _)| workflow.name.as_str())
        .collect();
    assert_eq!(flows, ["answer"]);
}

#[test]
fn each_mistake_has_its_problem() {
    let wrong: Vec<String> = CASES
        .iter()
        .flat_map(|cases| cases.iter())
        .filter_map(|case| check(case).err())
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of the cases differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn each_code_has_a_case() {
    let printed = CASES
        .iter()
        .flat_map(|cases| cases.iter())
        .flat_map(|case| case.problems);
    let covered: BTreeSet<&str> = printed
        .map(|problem| &problem["error[".len().."error[P000".len()])
        .collect();
    let all: BTreeSet<String> = Code::ALL.iter().map(ToString::to_string).collect();
    assert_eq!(
        covered.into_iter().map(str::to_owned).collect::<BTreeSet<_>>(),
        all
    );
}

#[test]
fn problems_are_printed_with_their_number() {
    let mut app = desk();
    app.functions[0].timeout_seconds = 0;
    app.functions[0].memory_mb = 1;
    let text = app.check().err().unwrap().to_string();
    assert!(text.ends_with("\n\n2 problems found"), "{text}");
}
