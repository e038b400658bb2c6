//! Workflows, as the resolver judges them: one case for each of its codes.

use super::super::Case;
use ferrovia_model::{App, Type};
use serde_json::{Value, json};

pub(super) const CASES: &[Case] = &[
    Case {
        name: "a step is not listed",
        change: |app| {
            tail(
                app,
                &json!({ "step": { "function": "clasify", "input": { "line": 12, "variable": "question" } } }),
            );
        },
        problems: &[
            "error[P009]: workflow `answer` calls `clasify`, which the app does not list\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: add `.handler::<clasify>()` to the app",
        ],
    },
    Case {
        name: "a step answers a route",
        change: |app| {
            tail(app, &json!({ "step": { "function": "post_message" } }));
        },
        problems: &[
            "error[P009]: `post_message` answers an HTTP route and cannot be a step\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: move what both need into a handler without a route",
        ],
    },
    Case {
        name: "a step is given another type",
        change: |app| {
            tail(
                app,
                &json!({ "step": { "function": "classify", "input": { "line": 12, "literal": "text" } } }),
            );
        },
        problems: &[
            "error[P010]: the input of `classify` wants `desk::Question`, found `String`\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: build the value that is wanted from what precedes it, or let a step convert it",
        ],
    },
    Case {
        name: "a name is not bound",
        change: |app| {
            tail(
                app,
                &json!({ "step": { "function": "classify", "input": { "line": 12, "variable": "answer" } } }),
            );
        },
        problems: &["error[P011]: nothing binds `answer`\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: bind it with `let` before it is used"],
    },
    Case {
        name: "a field does not exist",
        change: |app| {
            tail(
                app,
                &json!({ "step": { "function": "classify", "input": { "line": 12, "field": { "of": { "line": 12, "variable": "question" }, "name": "words" } } } }),
            );
        },
        problems: &["error[P012]: `desk::Question` has no field `words`\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: its fields are `text`"],
    },
    Case {
        name: "a machine cannot read 64 bits",
        change: |app| {
            wide(app);
        },
        problems: &[
            "error[P013]: `==` would read a 64-bit integer, of which a machine keeps 53 bits\n\
             \x20 --> workflows.rs:12\n\
             \x20 help: carry it as a string or an integer of 32 bits, or inside a larger value",
        ],
    },
];

/// Makes the workflow's body this one expression.
fn tail(app: &mut App, term: &Value) {
    let mut tail = term.clone();
    tail["line"] = json!(12);
    let body = json!({ "input": { "bind": "question" }, "body": { "tail": tail } });
    app.workflows[0].body = serde_json::from_value(body).unwrap();
}

/// Compares an integer that a double may not hold.
fn wide(app: &mut App) {
    app.workflows[0].input.ty = Type::WideInteger;
    let wide = json!({ "line": 12, "variable": "question" });
    let intent = json!({ "line": 13, "ok": { "line": 13, "struct": { "ty": { "named": "desk::Intent" }, "fields": [
        { "name": "name", "value": { "line": 13, "literal": "wide" } }] } } });
    tail(
        app,
        &json!({ "if": {
            "condition": { "line": 12, "compare": { "operator": "equal", "left": wide, "right": wide } },
            "then": { "tail": intent },
            "otherwise": { "line": 14, "block": { "tail": intent } },
        } }),
    );
}
