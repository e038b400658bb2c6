//! How long the parts of an answer took, told to whoever's tenant wants to know.

use crate::resources::Platform;
use serde_json::{Value, json};

/// A message of `acme`'s, and what its answer's headers say of time.
async fn timings(platform: &Platform, key: &str, prefer: &str) -> (u16, Option<String>) {
    let message = json!({ "customer_id": "c-1041", "content": "Where is my order?" });
    let request = platform.local.request("POST", "/v1/messages", &message);
    let request = request
        .bearer_auth(&platform.local.token)
        .header("prefer", prefer);
    let response = request.header("idempotency-key", key).send().await.unwrap();
    let timing = response.headers().get("server-timing");
    let timing = timing.map(|timing| timing.to_str().unwrap().to_owned());
    (response.status().as_u16(), timing)
}

#[tokio::test]
async fn who_wants_to_know_is_told_how_long_an_answer_took() {
    let platform = Platform::start().await;
    assert_eq!(timings(&platform, "quiet", "").await, (201, None), "nobody asked");
    platform
        .sql("update app.tenants set settings = settings || '{\"server_timing\": true}' where slug = 'acme'")
        .await;

    let (status, timing) = timings(&platform, "told", "").await;
    let timing = timing.unwrap();
    assert_eq!(status, 201);
    let parts: Vec<(&str, u32)> = timing
        .split(", ")
        .map(|part| part.split_once(";dur=").unwrap())
        .map(|(name, milliseconds)| (name, milliseconds.parse().unwrap()))
        .collect();
    let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["classify", "history", "answer"], "{timing}");

    // Nobody has made an answer for these.
    assert_eq!(timings(&platform, "told", "").await, (201, None), "replayed");
    assert_eq!(timings(&platform, "later", "respond-async").await, (202, None));
    let other = json!({ "customer_id": "c-7", "content": "Hello" });
    let route = "POST /v1/messages";
    let strangers = platform
        .ask_as(Some(&platform.stranger), route, Some(&other))
        .await;
    assert_eq!(strangers.status, 201, "{}", strangers.body);
    assert!(
        !strangers.headers.contains_key("server-timing"),
        "another tenant's setting"
    );
    assert_eq!(strangers.body.get("timings"), None::<&Value>);
}
