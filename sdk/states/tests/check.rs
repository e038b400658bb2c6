//! What `check` finds, against a table; and that it finds nothing in machines that run.

use ferrovia_states::check::{Code, Kind, check, check_text};
use ferrovia_states::machine::Machine;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Deserialize)]
struct Case {
    /// What is wrong.
    name: String,
    #[serde(flatten)]
    subject: Subject,
    kind: Option<KindName>,
    /// Every problem that is found: its code, a blank, its pointer.
    problems: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Subject {
    /// The whole definition.
    Machine(Value),
    /// Its states, of which `A` is the first.
    States(Value),
    /// The one state `A`.
    State(Value),
    /// Members added to the state `A`, a Task that invokes a function and ends.
    Task(BTreeMap<String, Value>),
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum KindName {
    Express,
    Standard,
}

impl Case {
    fn definition(&self) -> Value {
        let states = |states: Value| json!({"QueryLanguage": "JSONata", "StartAt": "A", "States": states});
        match &self.subject {
            Subject::Machine(machine) => machine.clone(),
            Subject::States(all) => states(all.clone()),
            Subject::State(state) => states(json!({"A": state})),
            Subject::Task(members) => {
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
        }
    }

    fn kind(&self) -> Option<Kind> {
        self.kind.map(|kind| match kind {
            KindName::Express => Kind::Express,
            KindName::Standard => Kind::Standard,
        })
    }
}

fn cases() -> serde_json::Result<Vec<Case>> {
    serde_json::from_str(include_str!("check/cases.json"))
}

#[test]
fn every_defect_is_found_and_nothing_else() {
    let cases = cases().unwrap();
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
    let cases = cases().unwrap();
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
    for case in cases().unwrap() {
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

/// Where nothing is wrong, the interpreter takes the machine.
#[test]
fn what_has_no_problem_can_run() {
    for case in cases().unwrap() {
        let definition = case.definition();
        // Written by the interpreter's own account to Amazon S3, which is not there.
        if case.problems.is_empty() && !definition.to_string().contains("ResultWriter") {
            let machine = Machine::compile(&definition);
            assert!(machine.is_ok(), "{}: {}", case.name, machine.unwrap_err());
        }
    }
}

/// Whatever stands where: an answer, and the same for the text as for the tree.
#[test]
fn no_definition_is_too_strange() {
    let strange = [
        json!(null),
        json!(true),
        json!(-1.5),
        json!("{% $x"),
        json!(""),
        json!([]),
        json!({}),
        json!([{}]),
        json!({"": 1}),
    ];
    for case in cases().unwrap() {
        let definition = case.definition();
        for pointer in pointers(&definition) {
            for other in &strange {
                let mut mutant = definition.clone();
                *mutant.pointer_mut(&pointer).unwrap() = other.clone();
                let found = check(&mutant, case.kind());
                assert_eq!(
                    found,
                    check_text(&mutant.to_string(), case.kind()),
                    "{}: {pointer}",
                    case.name
                );
                if found.is_empty() && !mutant.to_string().contains("ResultWriter") {
                    let machine = Machine::compile(&mutant);
                    assert!(
                        machine.is_ok(),
                        "{}: {pointer} as {other}: {}",
                        case.name,
                        machine.unwrap_err()
                    );
                }
            }
        }
    }
}

/// Of everything in a document.
fn pointers(json: &Value) -> Vec<String> {
    let below = |step: String, json: &Value| {
        pointers(json)
            .into_iter()
            .map(move |rest| format!("/{step}{rest}"))
            .collect::<Vec<_>>()
    };
    let inner = match json {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .flat_map(|(index, item)| below(index.to_string(), item))
            .collect(),
        Value::Object(members) => members
            .iter()
            .flat_map(|(name, member)| below(name.replace('~', "~0").replace('/', "~1"), member))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    };
    [String::new()].into_iter().chain(inner).collect()
}

#[test]
fn the_command_prints_problems_and_says_how_it_went() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    let run = |name: &str, text: &str, arguments: &[&str]| {
        let file = folder.join(name);
        std::fs::write(&file, text).unwrap();
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_asl"));
        let output = command
            .current_dir(folder)
            .arg("check")
            .arg(name)
            .args(arguments)
            .output()
            .unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let good = r#"{"QueryLanguage": "JSONata", "StartAt": "A", "States": {"A": {"Type": "Task",
        "Resource": "arn:${partition}:states:us-east-1:111111111111:activity:a", "End": true}}}"#;
    assert_eq!(
        run("good.json", good, &[]),
        (Some(0), "good.json: no problems\n".to_owned())
    );
    let report = "error[A030]: an Express machine has no activities
  --> good.json: /States/A/Resource
  help: make the machine a standard one, or call without waiting

1 problem found
";
    assert_eq!(
        run("good.json", good, &["--kind", "express"]),
        (Some(1), report.to_owned())
    );
    let report = "error[A001]: not JSON: EOF while parsing an object
  --> bad.json: line 1, column 1
  help: mend the JSON first

1 problem found
";
    assert_eq!(run("bad.json", "{", &[]), (Some(1), report.to_owned()));
    let absent = std::process::Command::new(env!("CARGO_BIN_EXE_asl"))
        .args(["check", "absent.json"])
        .output()
        .unwrap();
    assert_eq!(absent.status.code(), Some(2));
}
