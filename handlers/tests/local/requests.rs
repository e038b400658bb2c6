//! What API Gateway does, done here: tokens, routes, limits, and its own answers.

use crate::process::{Local, command, folder, token};
use ferrovia_local::postgres::{Server, Template};
use serde_json::{Value, json};

/// A request and what is answered: the status, a part of the body, and the challenge.
struct Case {
    request: reqwest::RequestBuilder,
    status: u16,
    body: &'static str,
    challenge: Option<&'static str>,
}

async fn check(name: &str, case: Case) {
    let response = case.request.send().await.unwrap();
    assert_eq!(response.status().as_u16(), case.status, "{name}");
    assert!(response.headers().contains_key("apigw-requestid"), "{name}");
    let challenge = response.headers().get("www-authenticate").cloned();
    let challenge = challenge.as_ref().map(|challenge| challenge.to_str().unwrap());
    assert_eq!(challenge, case.challenge, "{name}");
    let body = response.text().await.unwrap();
    assert!(body.contains(case.body), "{name}: {body}");
}

#[tokio::test]
async fn requests_are_refused_as_api_gateway_refuses_them() {
    let nothing = Template::new("nothing", "", |_| async { Ok::<_, sqlx::Error>(()) });
    let database = Server::shared().await.unwrap().database(&nothing).await.unwrap();
    let (data, elsewhere) = (folder(), folder());
    let local = Local::start(command(data.path()).args(["--database", database.url()])).await;
    let message = json!({ "customer_id": "c-1", "content": "Hello" });
    let post = |body: &Value| local.message(body);
    let good = || post(&message).bearer_auth(&local.token);
    let stranger = "tenant_0190a6f2-0000-7000-8000-000000000000";
    let case = |request, status, body| Case {
        request,
        status,
        body,
        challenge: None,
    };
    let refused = |request, challenge| Case {
        request,
        status: 401,
        body: r#"{"message":"Unauthorized"}"#,
        challenge: Some(challenge),
    };
    let unreadable = r#"Bearer error="invalid_token" error_description="the token cannot be read""#;
    let foreign = r#"Bearer error="invalid_token" error_description="the token is not one of this issuer""#;
    let invalid = r#"Bearer error="invalid_token""#;
    let cases = [
        ("a good one", case(good(), 201, "ferrovia-stub")),
        (
            "a bare token",
            case(
                post(&message).header("authorization", &local.token),
                201,
                "ferrovia-stub",
            ),
        ),
        (
            "the older path",
            case(
                local
                    .request("POST", "/message", &message)
                    .bearer_auth(&local.token),
                201,
                "ferrovia-stub",
            ),
        ),
        ("no token", refused(post(&message), "Bearer")),
        (
            "another scheme",
            refused(post(&message).basic_auth("me", Some("mine")), "Bearer"),
        ),
        (
            "no token at all",
            refused(post(&message).bearer_auth("abc"), unreadable),
        ),
        (
            "another key's token",
            refused(post(&message).bearer_auth(token(elsewhere.path(), &[])), foreign),
        ),
        (
            "another scope",
            Case {
                request: post(&message).bearer_auth(token(data.path(), &["--scope", "messages:read"])),
                status: 403,
                body: r#"{"message":"Forbidden"}"#,
                challenge: Some(r#"Bearer error="insufficient_scope" scope="api/messages:write""#),
            },
        ),
        (
            "a tenant that nobody entered",
            Case {
                request: post(&message).bearer_auth(token(data.path(), &["--tenant", stranger])),
                status: 401,
                body: "/unauthenticated",
                challenge: Some(invalid),
            },
        ),
        (
            "no such path",
            case(
                local.request("POST", "/v1/message", &message),
                404,
                r#"{"message":"Not Found"}"#,
            ),
        ),
        (
            "no such method",
            case(
                local.request("GET", "/v1/messages", &message),
                404,
                r#"{"message":"Not Found"}"#,
            ),
        ),
        (
            "a body that the handler refuses",
            case(
                post(&json!({ "customer_id": "c-1" })).bearer_auth(&local.token),
                400,
                "/problems/validation",
            ),
        ),
        (
            "a body beyond the handler's limit",
            case(
                good().body("x".repeat(40_000)),
                413,
                "/problems/content-too-large",
            ),
        ),
        (
            "a body beyond Lambda's limit",
            case(
                good().body("x".repeat(7_000_000)),
                413,
                r#"{"message":"Request Entity Too Large"}"#,
            ),
        ),
        (
            "headers beyond API Gateway's limit",
            case(
                good().header("x-large", "x".repeat(11_000)),
                431,
                r#"{"message":"Request Header Fields Too Large"}"#,
            ),
        ),
    ];
    for (name, case) in cases {
        check(name, case).await;
    }
}
