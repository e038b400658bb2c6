//! Whoever wrote a model, rustc or a person: what does not fit is found, where it stands, once.

mod forms;

use super::resolve;
use crate::App;
use serde_json::{Value, json};

/// A help desk with two steps and one workflow, whose body is `body`.
fn app(body: &Value) -> App {
    let function = |name: &str, input: Value, output: Value, errors: Value| {
        json!({
            "name": name, "description": "", "source": { "file": "desk.rs", "line": 1 }, "timeout_seconds": 10,
            "memory_mb": 256, "parameters": [], "errors": errors,
            "input": { "ty": input, "schema": {} }, "output": { "ty": output, "schema": {} },
        })
    };
    let error =
        |name: &str, data: Value| json!({ "name": name, "path": name, "description": "", "data": data });
    let field = |rust: &str, json: &str, ty: Value| json!({ "rust": rust, "json": json, "ty": ty, "presence": "required" });
    serde_json::from_value(json!({
        "functions": [
            function("find", json!({ "named": "Id" }), json!({ "named": "Ticket" }), json!([
                error("Store.Missing", json!("unit")),
                error("Store.Locked", json!("string")),
            ])),
            function("count", json!("unit"), json!("wide_integer"), json!([])),
        ],
        "workflows": [{
            "name": "answer", "description": "", "source": { "file": "desk.rs", "line": 1 }, "kind": "express",
            "timeout_seconds": 25,
            "input": { "ty": { "named": "Request" }, "schema": {} },
            "output": { "ty": { "named": "Ticket" }, "schema": {} },
            "errors": [error("Store.Missing", json!("unit")), error("Store.Locked", json!("string"))],
            "body": { "input": { "bind": "request" }, "body": body },
        }],
        "shapes": {
            "Id": { "transparent": "string" },
            "Request": { "struct": [
                field("id", "ticketId", json!({ "named": "Id" })),
                field("text", "text", json!("string")),
                field("urgent", "urgent", json!("bool")),
                field("tags", "tags", json!({ "list": "string" })),
                field("others", "others", json!({ "list": { "named": "Request" } })),
                field("level", "level", json!({ "integer": "u8" })),
                field("score", "score", json!("float")),
            ] },
            "Ticket": { "struct": [
                field("id", "id", json!({ "named": "Id" })),
                field("status", "status", json!({ "named": "Status" })),
                field("owner", "owner", json!({ "option": "string" })),
            ] },
            "Status": { "enum": { "tagging": "external", "variants": [
                { "rust": "Open", "json": "open", "data": "unit" },
                { "rust": "Moved", "json": "moved", "data": { "newtype": { "named": "Id" } } },
            ] } },
        },
    }))
    .unwrap()
}

/// Asserts what is said of a body; one line for each problem, without its help.
fn check(body: Value, expected: &[&str]) {
    let app = app(&body);
    let found: Vec<String> = match resolve(&app.workflows[0], &app) {
        Ok(_) => Vec::new(),
        Err(problems) => problems
            .into_iter()
            .map(|problem| {
                assert!(!problem.help.is_empty());
                format!("{} {}: {}", problem.code, problem.source, problem.message)
            })
            .collect(),
    };
    assert_eq!(found, expected, "{body:#}");
}

fn variable(name: &str) -> Value {
    json!({ "line": 2, "variable": name })
}

fn field(of: Value, name: &str) -> Value {
    json!({ "line": 2, "field": { "of": of, "name": name } })
}

fn step(name: &str, input: Value) -> Value {
    json!({ "line": 3, "step": { "function": name, "input": input } })
}

fn attempt(step: Value) -> Value {
    json!({ "line": 3, "try": step })
}

fn bind(name: &str, value: Value) -> Value {
    json!({ "let": { "line": 4, "pattern": { "bind": name }, "value": value } })
}

fn ok(value: Value) -> Value {
    json!({ "line": 5, "ok": value })
}

fn block(statements: &[Value], tail: Value) -> Value {
    json!({ "statements": statements, "tail": tail })
}

fn id() -> Value {
    field(variable("request"), "id")
}

fn found() -> Value {
    bind("ticket", attempt(step("find", id())))
}

fn arm(pattern: Value, body: Value) -> Value {
    json!({ "line": 6, "pattern": pattern, "body": body })
}

fn matched(value: Value, arms: &[Value]) -> Value {
    json!({ "line": 5, "match": { "value": value, "arms": arms } })
}

fn variant(name: &str, data: Value) -> Value {
    json!({ "variant": { "ty": { "named": "Status" }, "variant": name, "data": data } })
}

#[test]
fn a_sound_body_has_no_problem() {
    check(block(&[found()], ok(variable("ticket"))), &[]);
    check(block(&[], step("find", id())), &[]);
}

#[test]
fn names_must_be_known() {
    check(
        block(&[], ok(variable("ticket"))),
        &["P011 desk.rs:2: nothing binds `ticket`"],
    );
    check(
        block(
            &[bind("ticket", attempt(step("search", id())))],
            ok(variable("ticket")),
        ),
        &["P009 desk.rs:3: workflow `answer` calls `search`, which the app does not list"],
    );
    check(
        block(&[], step("find", field(variable("request"), "ticketId"))),
        &["P012 desk.rs:2: `Request` has no field `ticketId`"],
    );
}

#[test]
fn types_must_fit() {
    let text = || field(variable("request"), "text");
    check(
        block(&[], step("find", text())),
        &["P010 desk.rs:2: the input of `find` wants `Id`, found `String`"],
    );
    check(
        block(&[], ok(id())),
        &["P010 desk.rs:2: the workflow's answer wants `Ticket`, found `Id`"],
    );
    let built =
        |fields: Value| json!({ "line": 7, "struct": { "ty": { "named": "Ticket" }, "fields": fields } });
    let open =
        json!({ "line": 7, "variant": { "ty": { "named": "Status" }, "variant": "Open", "data": "unit" } });
    let given = json!([{ "name": "id", "value": text() }, { "name": "status", "value": open }]);
    check(
        block(&[], ok(built(given))),
        &[
            "P010 desk.rs:2: `id` of `Ticket` wants `Id`, found `String`",
            "P010 desk.rs:7: `Ticket` is built without its field `owner`",
        ],
    );
    let chosen = json!({ "line": 8, "if": {
        "condition": text(),
        "then": block(&[], step("find", id())),
        "otherwise": step("find", id()),
    } });
    check(
        block(&[], chosen),
        &["P010 desk.rs:2: a condition wants `bool`, found `String`"],
    );
}

#[test]
fn errors_must_have_a_place() {
    let failing = json!({ "line": 9, "err": { "new": { "name": "Desk.Closed", "message": "closed" } } });
    check(
        block(&[], failing),
        &["P010 desk.rs:9: the error of workflow `answer` has no place for `Desk.Closed`"],
    );
    let caught =
        |names: Value| json!({ "err": { "named": { "path": "Store::X", "names": names, "data": "unit" } } });
    let good = || arm(json!({ "ok": { "bind": "ticket" } }), ok(variable("ticket")));
    check(
        block(
            &[found()],
            matched(
                step("find", id()),
                &[
                    good(),
                    arm(caught(json!(["Store.Missing"])), ok(variable("ticket"))),
                ],
            ),
        ),
        &["P010 desk.rs:3: no arm matches `Store.Locked`"],
    );
    let passed_on = arm(
        json!({ "err": { "any": { "bind": "other" } } }),
        json!({ "line": 6, "err": { "caught": "other" } }),
    );
    check(
        block(
            &[found()],
            matched(
                step("find", id()),
                &[
                    good(),
                    arm(caught(json!(["Store.Gone"])), ok(variable("ticket"))),
                    passed_on,
                ],
            ),
        ),
        &["P010 desk.rs:6: `find` never fails with `Store.Gone`"],
    );
}

#[test]
fn matches_must_be_complete() {
    let status = || field(variable("ticket"), "status");
    let answer = || ok(variable("ticket"));
    let open = || arm(variant("Open", json!("unit")), answer());
    check(
        block(&[found()], matched(status(), &[open()])),
        &["P010 desk.rs:5: no arm matches `Moved`"],
    );
    check(
        block(
            &[found()],
            matched(
                status(),
                &[
                    open(),
                    arm(variant("Moved", json!({ "unnamed": ["wild"] })), answer()),
                ],
            ),
        ),
        &[],
    );
    check(
        block(
            &[found()],
            matched(status(), &[open(), arm(variant("Lost", json!("unit")), answer())]),
        ),
        &[
            "P010 desk.rs:5: no arm matches `Moved`",
            "P012 desk.rs:6: `Status` has no variant `Lost`",
        ],
    );
    check(
        block(
            &[found()],
            matched(
                field(variable("ticket"), "owner"),
                &[arm(json!({ "option": null }), answer())],
            ),
        ),
        &["P010 desk.rs:5: no arm matches `Some`"],
    );
}

#[test]
fn what_a_machine_cannot_do_is_unsupported() {
    let counted = || {
        bind(
            "count",
            json!({ "line": 3, "try": { "line": 3, "step": { "function": "count" } } }),
        )
    };
    let compared = json!({ "line": 8, "compare": {
        "operator": "less", "left": variable("count"), "right": { "line": 8, "literal": 3 },
    } });
    let chosen = |condition: Value| {
        json!({ "line": 8, "if": {
            "condition": condition, "then": block(&[], step("find", id())), "otherwise": step("find", id()),
        } })
    };
    check(
        block(&[counted()], chosen(compared)),
        &["P013 desk.rs:8: `<` would read a 64-bit integer, of which a machine keeps 53 bits"],
    );
    let ordered = json!({ "line": 8, "compare": {
        "operator": "less", "left": field(variable("request"), "text"), "right": { "line": 8, "literal": "b" },
    } });
    check(
        block(&[], chosen(ordered)),
        &["P013 desk.rs:8: `<` takes no `String`"],
    );
    check(
        block(&[bind("result", step("find", id()))], step("find", id())),
        &["P013 desk.rs:3: the result of a step is not used"],
    );
    let lazy = json!({ "line": 8, "and": [
        field(variable("request"), "urgent"),
        { "line": 8, "is_some": field(attempt(step("find", id())), "owner") },
    ] });
    check(
        block(&[], chosen(lazy)),
        &["P013 desk.rs:8: a step in a condition that may be skipped"],
    );
}
