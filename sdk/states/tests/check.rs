//! What `check` finds, against a table; and that it finds nothing in machines that run.

use ferrovia_states::check::{Code, Kind, check, check_text};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is wrong.
    name: String,
    /// The whole definition, or…
    machine: Option<Value>,
    /// … its states, of which `A` is the first, or…
    states: Option<Value>,
    /// … the one state `A`, or…
    state: Option<Value>,
    /// … members added to the state `A`, a Task that invokes a function and ends.
    task: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    kind: Option<String>,
    /// Every problem that is found: its code, a blank, its pointer.
    problems: Vec<String>,
}

impl Case {
    fn definition(&self) -> Value {
        let states = |states: Value| json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states});
        match (&self.machine, &self.states, &self.state, &self.task) {
            (Some(machine), None, None, None) => machine.clone(),
            (None, Some(all), None, None) => states(all.clone()),
            (None, None, Some(state), None) => states(json!({"A": state})),
            (None, None, None, Some(members)) => {
                let mut task = json!({
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": {"FunctionName": "f"},
                    "End": true,
                });
                for (name, member) in members {
                    task[name] = member.clone();
                }
                states(json!({"A": task}))
            }
            _ => panic!(
                "{}: exactly one of `machine`, `states`, `state`, `task`",
                self.name
            ),
        }
    }

    fn kind(&self) -> Option<Kind> {
        match self.kind.as_deref() {
            None => None,
            Some("express") => Some(Kind::Express),
            Some("standard") => Some(Kind::Standard),
            Some(other) => panic!("{}: kind {other}", self.name),
        }
    }
}

fn cases() -> Vec<Case> {
    serde_json::from_str(include_str!("check/cases.json")).unwrap()
}

#[test]
fn every_defect_is_found_and_nothing_else() {
    let cases = cases();
    let mut failures = String::new();
    for case in &cases {
        let found = check(&case.definition(), case.kind());
        let found: Vec<_> = found
            .iter()
            .map(|problem| format!("{} {}", problem.code, problem.pointer))
            .collect();
        if found != case.problems {
            failures += &format!(
                "{}:\n  found    {found:?}\n  expected {:?}\n",
                case.name, case.problems
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
    let defects = cases.iter().filter(|case| !case.problems.is_empty()).count();
    assert!(defects >= 80, "{defects} defects");
}

#[test]
fn every_code_has_a_case() {
    let cases = cases();
    let problems = cases.iter().flat_map(|case| &case.problems);
    let seen: BTreeSet<_> = problems.filter_map(|problem| problem.split(' ').next()).collect();
    // Text that is not JSON, and text that is too long, have tests of their own.
    let apart = [Code::NotJson, Code::TooLarge];
    for code in Code::ALL.iter().filter(|code| !apart.contains(code)) {
        assert!(seen.contains(code.to_string().as_str()), "{code}");
    }
}

/// One line, lower case or the author's words first, no full stop; advice apart.
#[test]
fn messages_are_of_one_style() {
    for case in cases() {
        for problem in check(&case.definition(), case.kind()) {
            let message = &problem.message;
            assert!(!message.contains('\n') && !message.ends_with('.'), "{message}");
            assert!(!message.starts_with(char::is_uppercase), "{message}");
            assert!(
                !problem.help.is_empty() && !problem.help.ends_with('.'),
                "{}",
                problem.help
            );
        }
    }
}

#[test]
fn a_problem_is_printed_with_its_place() {
    let definition =
        json!({"QueryLanguage": "JSONata", "StartAt": "B", "States": {"A/1": {"Type": "Succeed"}}});
    let problems = check(&definition, None);
    assert_eq!(
        problems[0].in_file("machine.json").to_string(),
        "error[A011]: there is no state `B` in this flow\n  --> machine.json: /StartAt\n  help: add the state, or name another"
    );
    assert_eq!(problems.len(), 1);
}

#[test]
fn text_that_is_not_json_is_one_problem_with_line_and_column() {
    let cases = [
        ("{\n  \"StartAt\": }", "line 2, column 14"),
        ("", "line 1, column 0"),
        ("{} {}", "line 1, column 4"),
    ];
    for (text, place) in cases {
        let problems = check_text(text, None);
        assert_eq!(problems.len(), 1, "{text}");
        assert_eq!(
            (problems[0].code, problems[0].pointer.as_str()),
            (Code::NotJson, place),
            "{text}"
        );
    }
}

#[test]
fn what_stands_twice_in_the_text_is_found() {
    let text = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {
        "A": {"Type": "Pass", "Next": "A", "End": true, "Next": "B"},
        "B": {"Type": "Fail"}, "B": {"Type": "Succeed"}}}"#;
    let found: Vec<_> = check_text(text, None)
        .into_iter()
        .map(|problem| (problem.code, problem.pointer))
        .collect();
    assert_eq!(
        found,
        [
            (Code::NextOrEnd, "/States/A".to_owned()),
            (Code::DuplicateName, "/States/A/Next".to_owned()),
            (Code::DuplicateName, "/States/B".to_owned()),
        ]
    );
}

#[test]
fn a_definition_has_a_greatest_length() {
    let machine = |comment: usize| json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "Comment": "x".repeat(comment)});
    let room = 1_048_576 - machine(0).to_string().len();
    assert_eq!(check(&machine(room), None), []);
    let found: Vec<_> = check(&machine(room + 1), None)
        .into_iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(found, [Code::TooLarge]);
    let text = machine(room).to_string() + " ";
    let found: Vec<_> = check_text(&text, None)
        .into_iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(found, [Code::TooLarge]);
}

/// What codegen emits for the platform's own workflow.
#[test]
fn the_emitted_machine_has_no_problem() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../terraform/stack/asl");
    let files = std::fs::read_dir(&folder).unwrap();
    let files: Vec<_> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".asl.json"))
        .collect();
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        assert_eq!(check_text(&text, None), [], "{}", file.display());
    }
}

/// Machines that ran on Step Functions itself, so that it took their definitions. Those named here were recorded to fail
/// when they ran, and `check` says so before.
const RECORDED_TO_FAIL: &[(&str, Code, &str)] = &[
    (
        "BASE_UNDEFINED_ARGUMENTS",
        Code::UndefinedVariable,
        "reads a variable that nothing assigns",
    ),
    (
        "BASE_UNDEFINED_OUTPUT",
        Code::UndefinedVariable,
        "reads a variable that nothing assigns",
    ),
    (
        "MAP_CATCH_ERROR_OUTPUT_WITH_RETRY",
        Code::UndefinedVariable,
        "reads variables that nothing assigns",
    ),
];

#[test]
fn recorded_machines_have_no_problem() {
    // Not in the repository: the path to the recordings, where there are any.
    let Some(path) = std::env::var_os("FERROVIA_RECORDED_EXECUTIONS") else {
        return;
    };
    let text = std::fs::read_to_string(path).unwrap();
    let mut seen = BTreeSet::new();
    for line in text.lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let name = case["name"].as_str().unwrap();
        let kind = if case["type"] == "EXPRESS" {
            Kind::Express
        } else {
            Kind::Standard
        };
        let exempt = RECORDED_TO_FAIL
            .iter()
            .find(|(marked, ..)| name.contains(&format!("[{marked}]")));
        let found: BTreeSet<_> = check(&case["definition"], Some(kind))
            .into_iter()
            .map(|problem| problem.code)
            .collect();
        let expected: BTreeSet<_> = exempt.iter().map(|(_, code, _)| *code).collect();
        assert_eq!(
            found,
            expected,
            "{name}: {:?}",
            check(&case["definition"], Some(kind))
        );
        seen.extend(exempt.map(|(marked, ..)| *marked));
    }
    assert_eq!(seen.len(), RECORDED_TO_FAIL.len(), "{seen:?}");
}
