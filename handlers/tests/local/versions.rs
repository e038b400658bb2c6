//! Two versions of the API side by side: what the older says of the newer, and what only the newer tells.

use crate::resources::Platform;
use serde_json::{Value, json};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn a_persons_reply_is_told_by_the_second_version() {
    let platform = Platform::start().await;
    let first = platform.local.say(None, "Where is my order?").await;
    by_the_first_version(&platform, &first).await;
    by_the_second_version(&platform, &first).await;
    by_a_person(&platform, &first["conversation_id"]).await;
}

/// The older route says until when it works and where to go, whatever it answers; nothing else of it has changed.
async fn by_the_first_version(platform: &Platform, said: &Value) {
    let own = format!("/v1/messages/{}", text(&said["id"]));
    let nobodys = "/v1/messages/msg_0190a6f2-0000-7000-8000-000000000000".to_owned();
    for (path, status) in [(own, 200), (nobodys, 404), ("/v1/messages/msg_1".to_owned(), 400)] {
        let found = platform.ask(&format!("GET {path}"), None, status).await;
        let header = |name: &str| found.headers[name].to_str().unwrap().to_owned();
        assert_eq!(header("deprecation"), "@1795392000", "{path}");
        assert_eq!(header("sunset"), "Tue, 23 Nov 2027 00:00:00 GMT", "{path}");
        let next = path.replace("/v1/", "/v2/");
        let link = header("link").replace("%5F", "_").replace("%2D", "-");
        assert_eq!(link, format!("<{next}>; rel=\"successor-version\""));
        if status == 200 {
            assert_eq!(&found.body, said, "as the post answered");
        }
    }
}

async fn by_the_second_version(platform: &Platform, said: &Value) {
    let route = format!("GET /v2/messages/{}", text(&said["id"]));
    let found = platform.ask(&route, None, 200).await;
    for name in ["deprecation", "sunset", "link", "retry-after"] {
        assert!(!found.headers.contains_key(name), "{name}");
    }
    for member in [
        "id",
        "object",
        "sequence",
        "role",
        "status",
        "content",
        "created_at",
        "intent",
        "conversation",
    ] {
        assert_eq!(found.body[member], said[member], "{member}");
    }
    let (reply, answer) = (&found.body["replies"][0], &said["answer"]);
    assert_eq!(found.body["replies"].as_array().unwrap().len(), 1);
    for member in ["id", "role", "sequence", "status", "content"] {
        assert_eq!(reply[member], answer[member], "{member}");
    }
    for member in ["prompt", "model", "fallback", "usage"] {
        assert_eq!(reply["generation"][member], answer[member], "{member}");
    }
    let of_reply = format!("GET /v2/messages/{}", text(&reply["id"]));
    let of_reply = platform.ask(&of_reply, None, 200).await.body;
    assert_eq!(
        (&of_reply["role"], &of_reply["replies"]),
        (&json!("assistant"), &json!([]))
    );
}

/// Where an agent answers, the first version has nothing to show.
async fn by_a_person(platform: &Platform, conversation: &Value) {
    let as_agent = async |route: String, body: Option<Value>| {
        let answered = platform
            .ask_as(Some(&platform.agent), &route, body.as_ref())
            .await;
        assert!(
            (200..300).contains(&answered.status),
            "{route}: {}",
            answered.body
        );
        answered.body
    };
    let reason = json!({ "reason": "Lost." });
    let route = format!("POST /v1/conversations/{}/handover", text(conversation));
    let handover = as_agent(route, Some(reason)).await;
    let handover = format!("POST /v1/handovers/{}", text(&handover["id"]));
    as_agent(format!("{handover}/accept"), None).await;

    let question =
        json!({ "customer_id": "c-1041", "conversation_id": conversation, "content": "Anybody there?" });
    let (status, waiting) = platform.local.post_as(&platform.local.token, &question).await;
    assert_eq!((status, &waiting["status"]), (202, &json!("queued_for_human")));
    let id = text(&waiting["id"]);
    let queued = platform
        .ask(&format!("GET /v2/messages/{id}"), None, 200)
        .await
        .body;
    assert_eq!(
        (&queued["status"], &queued["replies"]),
        (&json!("queued_for_human"), &json!([]))
    );
    for words in ["Yes, I am.", "It is at the depot."] {
        as_agent(format!("{handover}/reply"), Some(json!({ "content": words }))).await;
    }

    let first = platform
        .ask(&format!("GET /v1/messages/{id}"), None, 200)
        .await
        .body;
    assert_eq!(
        (&first["status"], &first["answer"]),
        (&json!("completed"), &Value::Null)
    );
    let second = platform
        .ask(&format!("GET /v2/messages/{id}"), None, 200)
        .await
        .body;
    let replies: Vec<_> = second["replies"]
        .as_array()
        .unwrap()
        .iter()
        .map(|reply| {
            (
                text(&reply["role"]),
                text(&reply["content"]),
                &reply["generation"],
            )
        })
        .collect();
    assert_eq!(
        replies,
        [
            ("agent", "Yes, I am.", &Value::Null),
            ("agent", "It is at the depot.", &Value::Null)
        ]
    );
}
