//! What a tenant notes about a message, through HTTP: kept as written, and told wherever the message is.

use crate::resources::Platform;
use serde_json::{Value, json};

#[tokio::test]
async fn a_messages_metadata_is_kept_and_told() {
    let platform = Platform::start().await;
    let noted = json!({ "page": "/orders", "ação": "", "quote\"": "\\ 😀" });
    let first = posted(&platform, "/v1/messages", &noted).await;
    let within = format!("/v1/conversations/{}/messages", text(&first["conversation_id"]));
    let second = posted(&platform, &within, &json!({ "page": "/returns" })).await;
    let plain = platform
        .local
        .say(Some(&first["conversation_id"]), "Thanks!")
        .await;
    assert_eq!(plain["metadata"], json!({}));

    for (message, noted) in [
        (&first, &noted),
        (&second, &json!({ "page": "/returns" })),
        (&plain, &json!({})),
    ] {
        for version in ["v1", "v2"] {
            let route = format!("GET /{version}/messages/{}", text(&message["id"]));
            let found = platform.ask(&route, None, 200).await.body;
            assert_eq!(&found["metadata"], noted, "{route}");
        }
    }
    let said = platform
        .ask(&format!("GET {within}?order=asc"), None, 200)
        .await
        .body;
    let listed: Vec<_> = said["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|said| &said["metadata"])
        .collect();
    // An answer has none.
    let none = &json!({});
    assert_eq!(
        listed,
        [&noted, none, &json!({ "page": "/returns" }), none, none, none]
    );
}

async fn posted(platform: &Platform, path: &str, noted: &Value) -> Value {
    let message = json!({ "customer_id": "c-1041", "content": "Where is my order?", "metadata": noted });
    let posted = platform
        .ask(&format!("POST {path}"), Some(message), 201)
        .await
        .body;
    assert_eq!(&posted["metadata"], noted, "{path}");
    posted
}

#[tokio::test]
async fn what_is_noted_is_a_part_of_the_request_that_a_key_names() {
    let platform = Platform::start().await;
    let send = async |noted: Value| {
        let mut message = json!({ "customer_id": "c-1041", "content": "Where is my order?" });
        if !noted.is_null() {
            message["metadata"] = noted;
        }
        let request = platform.local.request("POST", "/v1/messages", &message);
        let request = request.bearer_auth(&platform.local.token);
        let response = request.header("idempotency-key", "one").send().await.unwrap();
        (
            response.status().as_u16(),
            response.json::<Value>().await.unwrap()["metadata"].clone(),
        )
    };
    let noted = json!({ "page": "/orders" });
    assert_eq!(send(noted.clone()).await, (201, noted.clone()));
    assert_eq!(send(noted.clone()).await, (201, noted), "replayed");
    assert_eq!(send(json!({ "page": "/" })).await.0, 422);
    assert_eq!(send(Value::Null).await.0, 422);
}

/// What is refused of a conversation's metadata is refused of a message's.
#[tokio::test]
async fn pairs_that_are_too_many_or_too_long_are_refused() {
    let platform = Platform::start().await;
    let many: serde_json::Map<_, _> = (0..17).map(|number| (number.to_string(), json!(""))).collect();
    for noted in [
        Value::Object(many),
        json!({ "": "" }),
        json!({ "n".repeat(65): "" }),
        json!({ "name": "v".repeat(513) }),
        json!({ "name": "\0" }),
        json!({ "name": 1 }),
    ] {
        let message = json!({ "customer_id": "c-1041", "content": "Hello", "metadata": noted });
        let refused = platform.ask("POST /v1/messages", Some(message), 400).await.body;
        let pointer = text(&refused["errors"][0]["pointer"]);
        assert!(pointer.starts_with("/body/metadata"), "{refused}");
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
