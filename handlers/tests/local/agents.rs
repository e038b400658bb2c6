//! Agents whose tenant is suspended, and agents who send a reply twice.

use crate::resources::{Answered, Platform};
use serde_json::{Value, json};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

/// A conversation that the agent has taken, and its hand-over.
async fn taken(platform: &Platform) -> (Value, String) {
    let said = platform.local.say(None, "Where is my parcel?").await;
    let conversation = said["conversation_id"].clone();
    let ask = format!("POST /v1/conversations/{}/handover", text(&conversation));
    let asked = platform
        .ask(&ask, Some(json!({ "reason": "The parcel is lost." })), 202)
        .await;
    let handover = format!("/v1/handovers/{}", text(&asked.body["id"]));
    let agent = Some(platform.agent.as_str());
    let accepted = platform
        .ask_as(agent, &format!("POST {handover}/accept"), Some(&json!({})))
        .await;
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    (conversation, handover)
}

#[tokio::test]
async fn agents_of_a_suspended_tenant_are_refused_as_everybody_is() {
    let platform = Platform::start().await;
    let (conversation, handover) = taken(&platform).await;
    platform
        .sql("update app.tenants set status = 'suspended' where slug = 'acme'")
        .await;
    let routes = [
        ("GET /v1/handovers".to_owned(), None),
        (format!("GET {handover}"), None),
        (format!("POST {handover}/accept"), Some(json!({}))),
        (
            format!("POST {handover}/reply"),
            Some(json!({ "content": "Found it." })),
        ),
        (
            format!("POST {handover}/complete"),
            Some(json!({ "outcome": "resolved" })),
        ),
        (
            format!("POST /v1/conversations/{}/handover", text(&conversation)),
            Some(json!({ "reason": "Again." })),
        ),
    ];
    for (route, body) in routes {
        let refused = platform
            .ask_as(Some(&platform.agent), &route, body.as_ref())
            .await;
        let kind = text(&refused.body["type"]);
        assert!(
            refused.status == 403 && kind.ends_with("/tenant-suspended"),
            "{route}: {} {}",
            refused.status,
            refused.body
        );
    }
}

/// An agent replies with this key.
async fn reply(platform: &Platform, handover: &str, key: &str, content: &str) -> Answered {
    let request = platform
        .local
        .request(
            "POST",
            &format!("{handover}/reply"),
            &json!({ "content": content }),
        )
        .bearer_auth(&platform.agent)
        .header("idempotency-key", key);
    let response = request.send().await.unwrap();
    Answered {
        status: response.status().as_u16(),
        headers: response.headers().clone(),
        body: response.json().await.unwrap(),
    }
}

#[tokio::test]
async fn a_reply_that_is_sent_twice_is_read_once() {
    let platform = Platform::start().await;
    let (conversation, handover) = taken(&platform).await;
    let first = reply(&platform, &handover, "r-1", "I am looking for it.").await;
    assert_eq!(first.status, 201, "{}", first.body);
    assert!(!first.headers.contains_key("idempotency-replayed"));
    let check_again = async || {
        for key in ["r-1", "\"r-1\""] {
            let again = reply(&platform, &handover, key, "I am looking for it.").await;
            assert_eq!((again.status, &again.body), (201, &first.body), "{key}");
            assert_eq!(again.headers["idempotency-replayed"], "true");
            assert_eq!(again.headers["location"], first.headers["location"]);
        }
    };
    check_again().await;
    let other = reply(&platform, &handover, "r-1", "I have found it.").await;
    let kind = text(&other.body["type"]);
    assert!(
        other.status == 422 && kind.ends_with("/idempotency-key-reused"),
        "{}",
        other.body
    );
    let second = reply(&platform, &handover, "r-2", "I am looking for it.").await;
    assert_eq!(second.status, 201);
    assert_ne!(second.body["id"], first.body["id"], "another request");
    let unusable = reply(&platform, &handover, "two words", "Hello").await;
    assert_eq!(unusable.status, 400, "{}", unusable.body);

    let end = format!("POST {handover}/complete");
    let outcome = json!({ "outcome": "back_to_assistant" });
    let ended = platform.ask_as(Some(&platform.agent), &end, Some(&outcome)).await;
    assert_eq!(ended.status, 200, "{}", ended.body);
    // Whose answer was lost learns of it even now, and whoever has something new to say does not say it.
    check_again().await;
    assert_eq!(reply(&platform, &handover, "r-3", "Hello?").await.status, 409);
    let said = format!("GET /v1/conversations/{}/messages", text(&conversation));
    let said = platform.ask(&said, None, 200).await.body;
    let agents = said["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|said| said["role"] == "agent");
    assert_eq!(agents.count(), 2);
}
