//! `asl run` and `asl conformance` as a script sees them: output, messages, exit codes.

use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A file with this content; each test has names of its own.
fn file(name: &str, content: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, content).expect("a file");
    path
}

/// Exit code, output and messages.
fn asl(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_asl"))
        .args(arguments)
        .output()
        .expect("`asl` runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

const MACHINE: &str = r#"{
    "QueryLanguage": "JSONata",
    "StartAt": "Greet",
    "States": {
        "Greet": {
            "Type": "Task",
            "Resource": "arn:${partition}:states:::lambda:invoke",
            "Arguments": { "FunctionName": "${function_greet_arn}", "Payload": "{% $states.input.name %}" },
            "TimeoutSeconds": 10,
            "Retry": [{ "ErrorEquals": ["Busy"] }],
            "Output": "{% $states.result.Payload %}",
            "End": true
        }
    }
}"#;

#[test]
fn run_prints_how_it_ended() {
    let machine = file("run_machine.json", MACHINE);
    let input = file("run_input.json", r#"{ "name": "Ada" }"#);
    let failed = |error: &str, cause: Json, seconds: Json| json!({ "status": "FAILED", "error": error, "cause": cause, "seconds": seconds });
    let cases = [
        (
            r#"{ "Greet": { "payload": "Hello" } }"#,
            0,
            json!({ "status": "SUCCEEDED", "output": "Hello", "seconds": 0 }),
        ),
        (
            r#"{ "Greet": [{ "error": "Busy" }, { "ok": { "Payload": null }, "after_seconds": 2.5 }] }"#,
            0,
            json!({ "status": "SUCCEEDED", "output": null, "seconds": 3.5 }),
        ),
        (
            r#"{ "Greet": { "error": "Busy", "cause": "later" } }"#,
            1,
            failed("Busy", json!("later"), json!(7)),
        ),
        (
            r#"{ "Greet": { "never": true } }"#,
            1,
            failed("States.Timeout", Json::Null, json!(10)),
        ),
    ];
    for (number, (mocks, code, expected)) in cases.into_iter().enumerate() {
        let mocks = file(&format!("run_mocks_{number}.json"), mocks);
        let (actual, output, _) = asl(&[
            "run",
            text(&machine),
            "--input",
            text(&input),
            "--mocks",
            text(&mocks),
        ]);
        let output: Json = serde_json::from_str(&output).expect("JSON");
        assert_eq!((actual, output), (Some(code), expected));
    }
}

#[test]
fn run_prints_the_history_when_asked() {
    let machine = file("history_machine.json", MACHINE);
    let input = file("history_input.json", r#"{ "name": "Ada" }"#);
    let mocks = file("history_mocks.json", r#"{ "Greet": { "payload": "Hello" } }"#);
    let arguments = [
        "run",
        text(&machine),
        "--input",
        text(&input),
        "--mocks",
        text(&mocks),
        "--history",
        "--kind",
        "express",
    ];
    let (_, output, _) = asl(&arguments);
    let output: Json = serde_json::from_str(&output).expect("JSON");
    let kinds: Vec<_> = output["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| event["type"].clone())
        .collect();
    let expected = [
        "ExecutionStarted",
        "TaskStateEntered",
        "TaskScheduled",
        "TaskStarted",
        "TaskSucceeded",
        "TaskStateExited",
        "ExecutionSucceeded",
    ];
    assert_eq!(kinds, expected);
}

#[test]
fn misuse_is_one_message() {
    let machine = file("misuse_machine.json", MACHINE);
    let path = file(
        "misuse_path.json",
        r#"{ "StartAt": "A", "States": { "A": { "Type": "Succeed" } } }"#,
    );
    let input = file("misuse_input.json", r#"{ "name": "Ada" }"#);
    let both = file("misuse_both.json", r#"{ "Greet": { "ok": 1, "error": "E" } }"#);
    let stray = file("misuse_stray.json", r#"{ "Great": { "ok": 1 } }"#);
    let unknown = file("misuse_unknown.json", r#"{ "Greet": { "okay": 1 } }"#);
    let (machine, input) = (text(&machine), text(&input));
    let cases: [(&[&str], &str); 6] = [
        (
            &["run", machine, "--mocks", text(&stray)],
            "there is an answer for `Great`, which is no state of the machine",
        ),
        (
            &["run", machine, "--input", input],
            "no answer for state `Greet`, which calls `lambda:invoke` with {\"FunctionName\":\"${function_greet_arn}\",\"Payload\":\"Ada\"}",
        ),
        (
            &["run", machine, "--input", input, "--mocks", text(&both)],
            "exactly one of `ok`, `payload`, `error` and `never`",
        ),
        (
            &["run", machine, "--input", input, "--mocks", text(&unknown)],
            "misuse_unknown.json: not as expected",
        ),
        (&["run", text(&path)], "JSONPath machines are not supported"),
        (&["run", "no_such_machine.json"], "no_such_machine.json: "),
    ];
    for (arguments, message) in cases {
        let (code, output, messages) = asl(arguments);
        assert_eq!((code, &*output), (Some(2), ""), "{messages}");
        assert!(
            messages.starts_with("error: ") && messages.contains(message),
            "{messages}"
        );
    }
}

/// A recorded execution of a machine that returns what its task gave.
fn recorded() -> Json {
    json!({
        "name": "case",
        "type": "STANDARD",
        "strict": false,
        "definition": {
            "QueryLanguage": "JSONata",
            "StartAt": "A",
            "States": {
                "A": {
                    "Type": "Task",
                    "Resource": "arn:aws:states:::lambda:invoke",
                    "Arguments": { "FunctionName": "arn:aws:lambda:f" },
                    "Assign": { "v": "{% $states.result.n %}" },
                    "Next": "B",
                },
                "B": { "Type": "Wait", "Timestamp": "{% $states.input.at %}", "End": true },
            },
        },
        "input": { "n": 1 },
        "expected_status": "SUCCEEDED",
        "expected_output": { "n": 2, "at": "date" },
        "lambda_mocks_needed": [{
            "state": "A",
            "parameters": { "FunctionName": "arn:<partition>:lambda:<name>" },
            "resource": "invoke",
            "resourceType": "lambda",
            "outcome": { "type": "TaskSucceeded", "output": { "n": 2, "at": "2016-03-14T01:59:00Z" } },
        }],
        "trace": [
            { "ev": "TaskStateEntered", "name": "A", "input": { "n": 1 } },
            { "ev": "TaskStateExited", "name": "A", "output": { "n": 2, "at": "timestamp" }, "assignedVariables": { "v": 2 } },
            { "ev": "WaitStateEntered", "name": "B", "input": { "n": 2, "at": "date" } },
            { "ev": "WaitStateExited", "name": "B", "output": { "n": 2, "at": "date" } },
        ],
    })
}

#[test]
fn conformance_finds_every_difference() {
    let changes: [(&str, Json, &str); 12] = [
        ("", Json::Null, ""),
        (
            "/expected_status",
            json!("FAILED"),
            "status: expected FAILED, but was SUCCEEDED",
        ),
        ("/expected_output/n", json!(3), "output: expected"),
        ("/expected_output/at", json!("soon"), "output: expected"),
        (
            "/lambda_mocks_needed/0/parameters/FunctionName",
            json!("arn:<p>:x:<n>"),
            "parameters: expected",
        ),
        (
            "/lambda_mocks_needed/0/resource",
            json!("invokeAsync"),
            "resource: expected invokeAsync, but was invoke",
        ),
        (
            "/lambda_mocks_needed/0/state",
            json!("B"),
            "state `A` calls once more than recorded",
        ),
        (
            "/trace/0/ev",
            json!("PassStateEntered"),
            "trace[0]: expected PassStateEntered of `A`, but was TaskStateEntered of `A`",
        ),
        ("/trace/0/input/n", json!(2), "trace[0] input: expected"),
        (
            "/trace/1/assignedVariables/v",
            json!(1),
            "trace[1] variables: expected",
        ),
        ("/trace/3/output/n", json!(1), "trace[3] output: expected"),
        (
            "/trace/3",
            Json::Null,
            "trace: expected no more, but was WaitStateExited of `B`",
        ),
    ];
    for (number, (pointer, value, difference)) in changes.into_iter().enumerate() {
        let mut case = recorded();
        if pointer == "/trace/3" && value.is_null() {
            case["trace"].as_array_mut().expect("a trace").pop();
        } else if let Some(place) = case.pointer_mut(pointer).filter(|_| !pointer.is_empty()) {
            *place = value;
        }
        let cases = file(&format!("conformance_{number}.jsonl"), &format!("{case}\n"));
        let (code, output, _) = asl(&["conformance", text(&cases)]);
        let (expected, last) = if pointer.is_empty() {
            (0, "1 passed, 0 failed\n")
        } else {
            (1, "0 passed, 1 failed\n")
        };
        assert_eq!(code, Some(expected), "{pointer}: {output}");
        assert!(
            output.ends_with(last) && output.contains(difference),
            "{pointer}: {output}"
        );
    }
}

#[test]
fn conformance_excuses_what_is_known_and_only_that() {
    let mut wrong = recorded();
    wrong["expected_status"] = "FAILED".into();
    let known = file("known.txt", "# Comment\ncase\n  the reason,\n  in two lines\n");
    let cases = [
        (
            wrong,
            Some(0),
            "known difference: case\n  the reason, in two lines\n",
            "1 known differences\n0 passed, 0 failed\n",
        ),
        (
            recorded(),
            Some(1),
            "passes now: take it off the list",
            "0 passed, 1 failed\n",
        ),
    ];
    for (number, (case, expected, part, last)) in cases.into_iter().enumerate() {
        let cases = file(&format!("known_{number}.jsonl"), &case.to_string());
        let (code, output, _) = asl(&["conformance", text(&cases), "--known", text(&known)]);
        assert_eq!(code, expected, "{output}");
        assert!(output.contains(part) && output.ends_with(last), "{output}");
    }
}
