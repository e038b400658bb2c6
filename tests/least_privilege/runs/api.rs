//! Handlers behind routes: a request as API Gateway passes it on.

use super::{accepted, answer, expect, turn};
use crate::account::ISSUER;
use crate::platform::Platform;
use ferrovia_local::Grant;
use handlers::application::{give_feedback, resolve_conversation, save_turn, set_flag};
use handlers::domain::{AcceptedMessage, ConversationState, Flag, NewFeedback, Rating, TenantId};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// The routes that need no more than requests to do all that they can.
const ROUTES: [&str; 18] = [
    "change_conversation",
    "create_conversation",
    "delete_feedback",
    "get_conversation",
    "get_message",
    "get_message_v2",
    "get_openapi",
    "get_usage",
    "healthz",
    "list_conversations",
    "list_flags",
    "list_messages",
    "list_prompts",
    "put_feedback",
    "put_flag",
    "readyz",
    "reopen_conversation",
    "resolve_conversation",
];

pub(super) fn knows(handler: &str) -> bool {
    ROUTES.contains(&handler)
}

/// Asks a route for all that its handler does.
pub(super) async fn run(platform: &Platform, handler: &str) -> Result<(), String> {
    let tenant = platform.tenant().await;
    let ask = async |method: &str, path: &str, body: Option<Value>, status: u16| {
        self::ask(platform, handler, tenant, (method, path), body, status).await
    };
    match handler {
        "create_conversation" => {
            let new = json!({ "customer_id": "c-1", "metadata": { "page": "/orders" } });
            let made = ask("POST", "/v1/conversations", Some(new), 201).await?;
            expect(made["customer_id"] == "c-1", &made)
        }
        "get_message" => {
            let message = turn(platform, tenant).await;
            let found = ask("GET", &format!("/v1/messages/{}", message.id), None, 200).await?;
            expect(found["answer"]["prompt"]["name"] == "answer", &found)
        }
        "get_message_v2" => {
            let message = turn(platform, tenant).await;
            let found = ask("GET", &format!("/v2/messages/{}", message.id), None, 200).await?;
            let prompt = found.pointer("/replies/0/generation/prompt/name");
            expect(prompt == Some(&json!("answer")), &found)
        }
        "get_conversation" => {
            let message = accepted(platform, tenant).await;
            let path = format!("/v1/conversations/{}", message.conversation_id);
            let found = ask("GET", &path, None, 200).await?;
            expect(found["customer_id"] == "c-1", &found)
        }
        "change_conversation" => {
            let message = accepted(platform, tenant).await;
            let path = format!("/v1/conversations/{}", message.conversation_id);
            let notes = json!({ "metadata": { "order": "88213" } });
            let changed = ask("PATCH", &path, Some(notes), 200).await?;
            expect(changed["metadata"]["order"] == "88213", &changed)
        }
        "list_conversations" => {
            accepted(platform, tenant).await;
            let found = ask("GET", "/v1/conversations", None, 200).await?;
            expect(found["data"][0]["customer_id"] == "c-1", &found)
        }
        "list_messages" => {
            let message = turn(platform, tenant).await;
            let path = format!("/v1/conversations/{}/messages", message.conversation_id);
            let found = ask("GET", &path, None, 200).await?;
            expect(found["data"][0]["role"] == "assistant", &found)
        }
        "resolve_conversation" => {
            let message = accepted(platform, tenant).await;
            let path = format!("/v1/conversations/{}/resolve", message.conversation_id);
            let found = ask("POST", &path, None, 200).await?;
            expect(found["state"] == "resolved", &found)
        }
        "reopen_conversation" => {
            let message = accepted(platform, tenant).await;
            let id = message.conversation_id;
            resolve_conversation(&platform.stores(), tenant, id)
                .await
                .map_err(|error| error.to_string())?;
            let path = format!("/v1/conversations/{id}/reopen");
            let found = ask("POST", &path, None, 200).await?;
            expect(found["state"] == "open", &found)
        }
        "put_feedback" => {
            let message = turn(platform, tenant).await;
            let path = format!("/v1/messages/{}/feedback", message.id.answer());
            ask("PUT", &path, Some(json!({ "rating": "up" })), 200).await?;
            let changed = ask("PUT", &path, Some(json!({ "rating": "down" })), 200).await?;
            expect(changed["rating"] == "down", &changed)
        }
        "delete_feedback" => {
            let message = turn(platform, tenant).await;
            let path = format!("/v1/messages/{}/feedback", message.id.answer());
            ask("DELETE", &path, None, 204).await.map(drop)
        }
        "get_usage" => {
            turn(platform, tenant).await;
            let days = "/v1/usage?from=2026-01-01&to=2026-12-31&group_by=model";
            let sums = ask("GET", days, None, 200).await?;
            expect(sums["object"] == "list", &sums)
        }
        "list_flags" => {
            flag_set(platform, tenant).await;
            let flags = ask("GET", "/v1/flags", None, 200).await?;
            expect(flags["data"][0]["rollout"]["0.2.0"] == 30, &flags)
        }
        // The first time it is entered, the second changed.
        "put_flag" => {
            let path = "/v1/flags/prompt.answer";
            let rollout =
                |older: u8, newer: u8| Some(json!({ "rollout": { "0.1.0": older, "0.2.0": newer } }));
            ask("PUT", path, rollout(70, 30), 200).await?;
            let changed = ask("PUT", path, rollout(40, 60), 200).await?;
            expect(changed["version"] == 2, &changed)
        }
        "list_prompts" => {
            let prompts = ask("GET", "/v1/prompts", None, 200).await?;
            expect(prompts["data"][0]["name"] == "answer", &prompts)
        }
        "get_openapi" => {
            let document = ask("GET", "/v1/openapi.json", None, 200).await?;
            expect(document["openapi"] == "3.1.0", &document["openapi"])
        }
        "healthz" | "readyz" => {
            let found = ask("GET", &format!("/{handler}"), None, 200).await?;
            expect(found["status"] == "ok", &found)
        }
        _ => Err(format!("`{handler}` is asked for nothing")),
    }
}

/// A message in a conversation that is there: sent, repeated, sent without waiting; and one of a customer who has no
/// business there.
pub(super) async fn post_in_conversation(platform: &Platform) -> Result<(), String> {
    let tenant = platform.tenant().await;
    platform.give_budget(tenant).await;
    let path = format!(
        "/v1/conversations/{}/messages",
        accepted(platform, tenant).await.conversation_id
    );
    let ask = async |headers: Value, customer: &str, status: u16| {
        let asked = Asked {
            route: ("POST", &path),
            body: Some(json!({ "customer_id": customer, "content": "And now?" })),
            status,
        };
        ask_with(platform, "post_in_conversation", tenant, headers, asked).await
    };
    let first = ask(json!({ "idempotency-key": "k-1" }), "c-1", 201).await?;
    let message = AcceptedMessage {
        tenant_id: tenant,
        conversation_id: first["conversation_id"]
            .as_str()
            .unwrap_or_default()
            .parse()
            .unwrap(),
        conversation_state: ConversationState::Open,
        id: first["id"].as_str().unwrap_or_default().parse().unwrap(),
        sequence: 2,
        text: "And now?".parse().unwrap(),
        locale: None,
        created_at: first["created_at"].as_str().unwrap_or_default().parse().unwrap(),
    };
    save_turn(&platform.stores(), &answer(&message)).await.unwrap();
    let again = ask(json!({ "idempotency-key": "k-1" }), "c-1", 201).await?;
    expect(again["id"] == first["id"], &again)?;
    ask(json!({ "idempotency-key": "k-2" }), "c-2", 404).await?;
    // Taken up again, the conversation tells of it.
    resolve_conversation(&platform.stores(), tenant, message.conversation_id)
        .await
        .unwrap();
    let headers = json!({ "idempotency-key": "k-3", "prefer": "respond-async" });
    let promised = ask(headers, "c-1", 202).await?;
    expect(promised["status"] == "processing", &promised)
}

/// The tenant has said something of a flag.
pub(super) async fn flag_set(platform: &Platform, tenant: TenantId) {
    let rollout = serde_json::from_value(json!({ "0.1.0": 70, "0.2.0": 30 })).unwrap();
    set_flag(
        &platform.stores(),
        tenant,
        Flag::PromptAnswer,
        Some(rollout),
        None,
    )
    .await
    .unwrap();
}

/// The answer to the message helped.
pub(super) async fn rated(platform: &Platform, message: &AcceptedMessage) {
    let up = NewFeedback {
        rating: Rating::Up,
        reasons: BTreeSet::new(),
        comment: None,
    };
    let (tenant, answer) = (message.tenant_id, message.id.answer());
    give_feedback(&platform.stores(), tenant, answer, &up)
        .await
        .unwrap();
}

/// What a route answers to a request of the tenant's, if it answers with this status.
pub(super) async fn ask(
    platform: &Platform,
    handler: &str,
    tenant: TenantId,
    route: (&str, &str),
    body: Option<Value>,
    status: u16,
) -> Result<Value, String> {
    let (headers, request) = (json!({ "if-match": "*" }), Asked { route, body, status });
    ask_with(platform, handler, tenant, headers, request).await
}

/// A request, and the status of its answer.
pub(super) struct Asked<'a> {
    pub(super) route: (&'a str, &'a str),
    pub(super) body: Option<Value>,
    pub(super) status: u16,
}

/// A token for somebody of the tenant's who may do everything.
fn token(tenant: TenantId) -> String {
    let scopes = ["messages:write", "messages:read", "agent", "admin", "privacy"].map(str::to_owned);
    let claims = [("tenant".to_owned(), json!(tenant.to_string()))];
    let grant = Grant {
        subject: "user-1",
        scopes: &scopes,
        claims: claims.into_iter().collect(),
        lifetime: Duration::from_secs(3600),
    };
    ISSUER.token(grant).unwrap()
}

/// What a route answers to a request with headers.
pub(super) async fn ask_with(
    platform: &Platform,
    handler: &str,
    tenant: TenantId,
    mut headers: Value,
    asked: Asked<'_>,
) -> Result<Value, String> {
    headers["content-type"] = json!("application/json");
    let Asked {
        route: (method, path),
        body,
        status,
    } = asked;
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    headers["authorization"] = json!(format!("Bearer {}", token(tenant)));
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": headers,
        "requestContext": {
            "accountId": "111122223333", "apiId": "api", "domainName": "api.example.com", "requestId": "id",
            "stage": "$default", "time": "22/Nov/2026:19:03:58 +0000", "timeEpoch": 1_795_374_238_000_i64,
            "http": {
                "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                "userAgent": "x",
            },
        },
        "body": body.map(|body| body.to_string()), "isBase64Encoded": false,
    });
    let answered = platform.functions.invoke(handler, &[], event).await?;
    expect(answered["statusCode"] == status, &answered)?;
    match answered["body"].as_str().unwrap_or_default() {
        "" => Ok(Value::Null),
        body => serde_json::from_str(body).map_err(|error| error.to_string()),
    }
}
