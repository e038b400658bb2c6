//! Events are sent in batches that EventBridge takes, and each refusal finds its way back to the caller's position.

use crate::support::{bodies, config, env, error, ok, operation};
use ferrovia::{EventPublisher, PortError};
use ferrovia_aws::EventBridge;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicUsize, Ordering};
use wiremock::{MockServer, Request, ResponseTemplate};

const TARGET: &str = "AWSEvents.PutEvents";
const SERVICE: &str = "EventBridge";
/// What an entry may not weigh.
const LIMIT: usize = 1024 * 1024;

async fn publish(server: &MockServer, details: Vec<Value>) -> Result<(), PortError> {
    let publisher = EventBridge::new(&config(server).await, env(&[("PLATFORM_EVENT_BUS", "desk-bus")]));
    publisher.publish("platform", "desk", "Answered", details).await
}

fn numbered(count: usize) -> Vec<Value> {
    (0..count).map(|number| json!({ "number": number })).collect()
}

/// Takes all entries but those whose detail's `number` is among `refused`.
fn takes_all_but(refused: &'static [u64]) -> impl Fn(&Request) -> ResponseTemplate {
    move |request| {
        let body: Value = request.body_json().unwrap();
        let results = body["Entries"].as_array().unwrap().iter().map(|entry| {
            let detail: Value = serde_json::from_str(entry["Detail"].as_str().unwrap()).unwrap();
            match detail["number"].as_u64() {
                Some(number) if refused.contains(&number) => {
                    json!({ "ErrorCode": "ThrottlingException", "ErrorMessage": "slow down" })
                }
                _ => json!({ "EventId": "e" }),
            }
        });
        let results: Vec<_> = results.collect();
        let failed = results
            .iter()
            .filter(|result| result.get("ErrorCode").is_some())
            .count();
        ok(json!({ "FailedEntryCount": failed, "Entries": results }))
    }
}

fn partial(failed: &[(usize, &str)]) -> Result<(), PortError> {
    Err(PortError::Partial {
        service: SERVICE,
        failed: failed
            .iter()
            .map(|(position, reason)| (*position, (*reason).to_owned()))
            .collect(),
    })
}

fn sizes(bodies: &[Value]) -> Vec<usize> {
    bodies
        .iter()
        .map(|body| body["Entries"].as_array().unwrap().len())
        .collect()
}

#[tokio::test]
async fn an_event_says_where_it_comes_from_and_where_it_goes() {
    let server = MockServer::start().await;
    operation(TARGET)
        .respond_with(takes_all_but(&[]))
        .mount(&server)
        .await;
    assert_eq!(publish(&server, numbered(1)).await, Ok(()));
    let entry = json!({
        "EventBusName": "desk-bus", "Source": "desk", "DetailType": "Answered", "Detail": "{\"number\":0}",
    });
    assert_eq!(bodies(&server).await, [json!({ "Entries": [entry] })]);
}

#[tokio::test]
async fn nothing_to_publish_is_no_call() {
    let server = MockServer::start().await;
    assert_eq!(publish(&server, Vec::new()).await, Ok(()));
    assert!(bodies(&server).await.is_empty());
}

#[tokio::test]
async fn a_call_has_at_most_ten_entries() {
    let server = MockServer::start().await;
    operation(TARGET)
        .respond_with(takes_all_but(&[]))
        .mount(&server)
        .await;
    assert_eq!(publish(&server, numbered(23)).await, Ok(()));
    assert_eq!(sizes(&bodies(&server).await), [10, 10, 3]);
}

#[tokio::test]
async fn a_call_stays_below_the_limit_of_bytes() {
    let server = MockServer::start().await;
    operation(TARGET)
        .respond_with(takes_all_but(&[]))
        .mount(&server)
        .await;
    let large = || json!({ "text": "x".repeat(LIMIT * 2 / 5) });
    assert_eq!(
        publish(&server, vec![large(), large(), large(), json!(1)]).await,
        Ok(())
    );
    assert_eq!(sizes(&bodies(&server).await), [2, 2]);
}

#[tokio::test]
async fn an_event_that_is_too_large_is_told_and_the_others_go() {
    let server = MockServer::start().await;
    operation(TARGET)
        .respond_with(takes_all_but(&[]))
        .mount(&server)
        .await;
    let too_large = Value::String("x".repeat(LIMIT));
    let outcome = publish(&server, vec![json!(1), too_large, json!(2)]).await;
    assert_eq!(
        outcome,
        partial(&[(1, "the event has 1048590 bytes, 1048576 are too many")])
    );
    assert_eq!(sizes(&bodies(&server).await), [2]);
}

#[tokio::test]
async fn refused_entries_are_named_by_the_callers_positions() {
    let server = MockServer::start().await;
    operation(TARGET)
        .respond_with(takes_all_but(&[3, 12, 20]))
        .expect(3)
        .mount(&server)
        .await;
    let reason = "ThrottlingException: slow down";
    let outcome = publish(&server, numbered(21)).await;
    assert_eq!(outcome, partial(&[(3, reason), (12, reason), (20, reason)]));
}

#[tokio::test]
async fn a_failure_of_the_whole_call_is_told_as_such() {
    let cases = [
        (
            error(400, "ThrottlingException"),
            3,
            PortError::Throttled { service: SERVICE },
        ),
        (
            error(500, "InternalException"),
            3,
            PortError::Unavailable {
                service: SERVICE,
                detail: "InternalException: no".to_owned(),
            },
        ),
        (
            error(400, "AccessDeniedException"),
            1,
            PortError::Refused {
                service: SERVICE,
                detail: "AccessDeniedException: no".to_owned(),
            },
        ),
    ];
    for (answer, attempts, expected) in cases {
        let server = MockServer::start().await;
        operation(TARGET)
            .respond_with(answer)
            .expect(attempts)
            .mount(&server)
            .await;
        assert_eq!(publish(&server, numbered(12)).await, Err(expected));
    }
}

#[tokio::test]
async fn what_was_published_before_a_failure_is_not_told_as_failed() {
    let server = MockServer::start().await;
    let calls = AtomicUsize::new(0);
    let first_only = move |request: &Request| match calls.fetch_add(1, Ordering::SeqCst) {
        0 => takes_all_but(&[4])(request),
        _ => error(400, "AccessDeniedException"),
    };
    operation(TARGET)
        .respond_with(first_only)
        .expect(2)
        .mount(&server)
        .await;
    let refused = "EventBridge refused: AccessDeniedException: no";
    let mut failed = vec![(4, "ThrottlingException: slow down")];
    failed.extend((10..25).map(|position| (position, refused)));
    assert_eq!(publish(&server, numbered(25)).await, partial(&failed));
}

#[tokio::test]
async fn an_answer_that_passes_entries_over_counts_them_as_failed() {
    let server = MockServer::start().await;
    let answer = ok(json!({ "FailedEntryCount": 0, "Entries": [{ "EventId": "e" }] }));
    operation(TARGET).respond_with(answer).mount(&server).await;
    let outcome = publish(&server, numbered(2)).await;
    assert_eq!(outcome, partial(&[(1, "the answer does not speak of it")]));
}
