//! What `explain` says, for people and for programs.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use codegen::explain::report;
use ferrovia_model::{App, CheckedApp};
use serde_json::{Value, json};
use std::path::Path;

fn golden(case: &str) -> CheckedApp {
    app(case, |_| ())
}

/// A golden case's app, changed.
fn app(case: &str, change: impl FnOnce(&mut App)) -> CheckedApp {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(case)
        .join("model.json");
    let mut app: App = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut app);
    app.check().unwrap()
}

#[test]
fn an_unknown_handler_is_an_error_that_names_those_like_it() {
    let check = |name: &str, expected: &str| {
        assert_eq!(
            report(&golden("messaging"), Some(name)).unwrap_err().to_string(),
            expected
        );
    };
    check(
        "close_tickets",
        "there is no handler `close_tickets`\n  help: did you mean `close_ticket`?",
    );
    check(
        "ticket",
        "there is no handler `ticket`\n  help: did you mean `close_ticket`?",
    );
    check(
        "pay",
        "there is no handler `pay`\n  help: without a name, `explain` lists all handlers",
    );
}

#[test]
fn one_handler_or_all() {
    let names = |handler| {
        let report = report(&golden("messaging"), handler).unwrap();
        report
            .handlers
            .into_iter()
            .map(|handler| handler.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(None), ["close_ticket", "tidy"]);
    assert_eq!(names(Some("tidy")), ["tidy"]);
}

#[test]
fn a_permission_names_the_parameter_file_and_line() {
    let report = serde_json::to_value(report(&golden("table"), None).unwrap()).unwrap();
    let permissions = report["handlers"][0]["permissions"].as_array().unwrap();
    let find = |kind: &str, text: &str| {
        let fits = |permission: &&Value| permission["kind"] == kind && permission.to_string().contains(text);
        permissions
            .iter()
            .find(fits)
            .unwrap_or_else(|| panic!("{kind} {text}"))
    };
    let asker = &find("sql", "tickets")["asked_by"][0];
    assert_eq!(asker["parameter"], "tickets");
    assert_eq!(asker["type"], "Read<Tickets>");
    assert_eq!(asker["file"], "codegen/tests/golden/table/app.rs");
    assert!(asker["line"].is_u64());
    for (kind, text) in [
        ("iam", "rds-db:connect"),
        ("iam", "ec2:CreateNetworkInterface"),
        ("variable", "DATABASE_URL"),
        ("network", "VPC"),
    ] {
        assert_eq!(find(kind, text)["asked_by"], json!([asker]), "{kind} {text}");
    }
    // What every function has is asked for by nobody.
    assert_eq!(find("iam", "logs:PutLogEvents")["asked_by"], json!([]));
}

#[test]
fn what_two_parameters_ask_for_is_one_permission() {
    let app = app("table", |app| {
        let mut other = app.functions[0].parameters[0].clone();
        other.name = "other".to_owned();
        app.functions[0].parameters.push(other);
    });
    let report = report(&app, None).unwrap();
    for permission in &report.handlers[0].permissions {
        let askers: Vec<&str> = permission
            .asked_by
            .iter()
            .map(|asker| asker.parameter.as_str())
            .collect();
        assert!(
            askers.is_empty() || askers == ["other", "tickets"],
            "{permission:?}"
        );
    }
}

#[test]
fn colours_change_nothing_but_colours() {
    let report = report(&golden("messaging"), None).unwrap();
    let (plain, coloured) = (report.text(false), report.text(true));
    assert!(!plain.contains('\u{1b}'));
    let mut stripped = String::new();
    for (index, part) in coloured.split('\u{1b}').enumerate() {
        stripped.push_str(if index == 0 {
            part
        } else {
            part.split_once('m').unwrap().1
        });
    }
    assert_eq!(stripped, plain);
    assert_ne!(coloured, plain);
}
