//! The smoke test against a token endpoint and an API that answer in every way.

use ferrovia_release::{Smoke, duration, smoke};
use serde_json::{Value, json};
use std::time::Duration;
use wiremock::matchers::{basic_auth, body_json, body_string, header, header_exists, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// What the API answers, and what comes of it.
async fn check(token: ResponseTemplate, answer: ResponseTemplate) -> Result<(u16, String), String> {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/oauth2/token"))
        .and(basic_auth("smoke", "hush"))
        .and(body_string(
            "grant_type=client_credentials&scope=api%2Fmessages%3Awrite",
        ))
        .respond_with(token)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .and(path("/v1/messages"))
        .and(header("authorization", "Bearer the-token"))
        .and(header_exists("idempotency-key"))
        .and(body_json(
            json!({ "customer_id": "smoke-test", "content": "Is anybody there?" }),
        ))
        .respond_with(answer)
        .mount(&server)
        .await;
    let wanted = Smoke {
        endpoint: format!("{}/", server.uri()),
        token_url: format!("{}/oauth2/token", server.uri()),
        client_id: "smoke".to_owned(),
        client_secret: "hush".into(),
        scope: Some("api/messages:write".to_owned()),
        customer: "smoke-test".to_owned(),
    };
    let done = smoke(&wanted, &|_| {}).await;
    done.map(|done| (done.status, done.message)).map_err(|failure| {
        let text = failure.to_string();
        assert!(!text.contains("hush") && !text.contains("the-token"), "{text}");
        text
    })
}

fn token() -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "access_token": "the-token", "token_type": "Bearer" }))
}

fn message() -> Value {
    json!({ "id": "msg_1", "object": "message", "conversation_id": "conv_1", "status": "completed" })
}

fn answer(status: u16, body: &Value) -> ResponseTemplate {
    ResponseTemplate::new(status)
        .insert_header("location", "/v1/messages/msg_1")
        .insert_header("x-request-id", "req_1")
        .set_body_json(body)
}

#[tokio::test]
async fn an_answered_and_an_accepted_message_are_well() {
    for status in [201, 202] {
        let done = check(token(), answer(status, &message())).await;
        assert_eq!(done, Ok((status, "msg_1".to_owned())));
    }
}

#[tokio::test]
async fn whatever_is_not_as_documented_is_told() {
    let denied = ResponseTemplate::new(400).set_body_json(json!({ "error": "invalid_client" }));
    let failure = check(denied, answer(201, &message())).await.unwrap_err();
    assert!(failure.contains("error `invalid_client`"), "{failure}");
    let problem = json!({ "title": "Temporarily reduced capacity", "status": 503 });
    let mut lacking = message();
    lacking["conversation_id"] = Value::Null;
    let elsewhere = ResponseTemplate::new(201).set_body_json(message());
    for (answer, why) in [
        (
            answer(503, &problem),
            "Temporarily reduced capacity (request req_1)",
        ),
        (answer(200, &message()), "HTTP 200"),
        (answer(201, &lacking), "`conversation_id` is not `conv_…`"),
        (ResponseTemplate::new(201), "`id` is not `msg_…`"),
        (elsewhere, "its Location is ``"),
    ] {
        let failure = check(token(), answer).await.unwrap_err();
        assert!(failure.contains(why), "{failure}");
    }
}

#[test]
fn durations_are_whole_numbers_with_a_unit() {
    for (text, seconds) in [("90s", 90), ("10m", 600), ("1h", 3600)] {
        assert_eq!(duration(text), Ok(Duration::from_secs(seconds)));
    }
    for text in ["", "10", "m", "0s", "-1m", "+1m", "1.5m", "10 m", "1d", "5é"] {
        assert!(duration(text).is_err(), "{text}");
    }
}
