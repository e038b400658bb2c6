//! Values in, values or named failures out.

use super::desk::{app, env};
use ferrovia::{Failure, Invocation, Reply};
use serde_json::{Value, json};

async fn invoke(handler: &str, invocation: Invocation) -> Result<Value, Failure> {
    match app().start(handler, env()).unwrap().invoke(invocation).await? {
        Reply::Value(value) => Ok(value),
        Reply::Http(response) => panic!("a response: {response:?}"),
    }
}

/// Asserts what `open` answers to `input`: a value, or a failure's name, message and data.
async fn check(input: Value, expected: Result<Value, (&str, &str, Value)>) {
    let found = invoke("open", Invocation::Value(input)).await;
    let expected = expected.map_err(|(name, message, data)| {
        let (name, message) = (name.to_owned(), message.to_owned());
        Failure { name, message, data }
    });
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_handler_answers_or_fails_by_name() {
    check(json!({ "title": "lamp" }), Ok(json!(7))).await;
    let busy = (
        "DeskError.Busy",
        "the desk is busy until 12",
        json!({ "until": 12 }),
    );
    check(json!({ "title": "busy" }), Err(busy)).await;
    check(
        json!({ "title": "closed" }),
        Err(("DeskError.Closed", "the key is under the mat", Value::Null)),
    )
    .await;
}

#[tokio::test]
async fn an_input_that_does_not_fit_is_told_by_its_place() {
    let wrong = |message| Err(("InvalidInput", message, Value::Null));
    check(json!({}), wrong("at `.`: missing field `title`")).await;
    check(
        json!({ "title": 7 }),
        wrong("at `title`: invalid type: integer `7`, expected a string"),
    )
    .await;
    check(
        json!({ "title": "lamp", "tags": ["old", null] }),
        wrong("at `tags[1]`: invalid type: null, expected a string"),
    )
    .await;
    check(
        json!({ "title": "lamp", "tagz": [] }),
        wrong("at `tagz`: unknown field `tagz`, expected `title` or `tags`"),
    )
    .await;
}

#[tokio::test]
async fn a_panic_is_a_failure_that_tells_nothing() {
    check(
        json!({ "title": "panic" }),
        Err(("Panicked", "the handler panicked", Value::Null)),
    )
    .await;
}

#[tokio::test]
async fn a_handler_is_reached_as_it_says() {
    let request = Invocation::Http(Box::default());
    let failure = invoke("open", request).await.unwrap_err();
    assert_eq!(
        (failure.name.as_str(), failure.message.as_str()),
        ("InvalidInput", "this function has no HTTP route")
    );
    let failure = invoke("show_ticket", Invocation::Value(Value::Null))
        .await
        .unwrap_err();
    assert_eq!(failure.message, "this function is reached by its HTTP route only");
}
