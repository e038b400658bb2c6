//! The signature is the only source: all that the model holds comes from it.

use super::desk::{OPEN, POST, app};
use ferrovia::model::{Function, Source};
use serde_json::{Value, json};

fn function(name: &str) -> Function {
    app().model().function(name).unwrap().clone()
}

fn place(first: u32, lines: u32) -> Source {
    Source::new(file!().replace("describe", "desk").as_str(), first + lines)
}

/// Asserts what the model says of a handler, less its schemas.
fn check(function: &Function, expected: &Value) {
    let mut found = serde_json::to_value(function).unwrap();
    forget_schemas(&mut found);
    assert_eq!(&found, expected, "{found:#}");
}

fn forget_schemas(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.remove("schema");
            members.values_mut().for_each(forget_schemas);
        }
        Value::Array(items) => items.iter_mut().for_each(forget_schemas),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn errors() -> Value {
    json!([
        {
            "name": "DeskError.Busy",
            "path": "Busy",
            "description": "The desk is busy.",
            "data": { "named": "handler::desk::DeskError::Busy" },
            "retry": { "max_attempts": 3, "interval_seconds": 2, "rate": 1.5, "max_delay_seconds": 60 },
            "response": {
                "status": 503,
                "slug": "desk-busy",
                "title": "The desk is busy",
                "members": { "until": { "ty": { "integer": "u32" } } },
            },
        },
        { "name": "DeskError.Closed", "path": "Closed", "description": "The desk is closed.", "data": "unit" },
    ])
}

#[test]
fn a_handler_of_values() {
    check(
        &function("open"),
        &json!({
            "name": "open",
            "description": "Opens a ticket.\n\nIt is numbered.",
            "source": place(OPEN, 6),
            "timeout_seconds": 120,
            "memory_mb": 512,
            "input": { "ty": { "named": "handler::desk::Ticket" } },
            "output": { "ty": { "integer": "u32" } },
            "errors": errors(),
            "parameters": [
                {
                    "name": "tickets",
                    "ty": "Write<Tickets>",
                    "source": place(OPEN, 8),
                    "grants": [{ "write_table": "tickets" }],
                },
                {
                    "name": "opened",
                    "ty": "Publish<Opened>",
                    "source": place(OPEN, 9),
                    "grants": [{ "publish_event": "Opened" }],
                },
            ],
        }),
    );
}

#[test]
fn a_handler_with_a_route() {
    check(
        &function("post_ticket"),
        &json!({
            "name": "post_ticket",
            "description": "Takes a ticket.",
            "source": place(POST, 8),
            "timeout_seconds": 10,
            "memory_mb": 256,
            "input": { "ty": "json" },
            "output": { "ty": "json" },
            "errors": errors(),
            "parameters": [{
                "name": "answer",
                "ty": "Start<answer>",
                "source": place(POST, 16),
                "grants": [{ "start_workflow": "answer" }],
            }],
            "route": {
                "method": "POST",
                "path": "/v1/tickets",
                "scopes": ["tickets:write", "admin"],
                "alias": { "path": "/ticket", "since": "2026-11-01", "sunset": "2027-11-01" },
                "body": { "ty": { "named": "handler::desk::Ticket" } },
                "responses": [
                    { "status": 201, "description": "Created.", "body": { "ty": "json" } },
                    { "status": 202, "description": "Accepted; ask again at `Location`." },
                ],
            },
        }),
    );
}

#[test]
fn the_parts_of_a_request() {
    let route = function("show_ticket").route.unwrap();
    let parts =
        [route.path_parameters, route.query, route.body].map(|part| part.map(|part| part.ty.to_string()));
    let named = |name: &str| Some(format!("handler::desk::{name}"));
    assert_eq!(parts, [named("TicketPath"), named("Page"), None]);
    assert_eq!(
        (
            route.scopes.len(),
            function("forget_ticket").route.unwrap().responses[0].status
        ),
        (0, 204)
    );
}

#[test]
fn the_app_and_its_schemas() {
    let model = app().model();
    assert_eq!(model.source.file, file!().replace("describe", "desk"));
    let schema = &model.function("open").unwrap().input.schema;
    assert_eq!(schema["title"], "Ticket");
    assert_eq!(schema["additionalProperties"], false);
    let input = &model.function("show_ticket").unwrap().input.schema;
    assert_eq!(input["required"], json!(["path", "query"]));
    assert_eq!(model.check().map(drop), Ok(()));
}
