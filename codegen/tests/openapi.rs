//! What the API says of itself, held against what it does: every answer of the running SDK is in the document.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]
#![expect(
    unreachable_pub,
    reason = "the apps are written as in a crate that exports them"
)]

#[path = "golden/route/app.rs"]
mod route;

use bytes::Bytes;
use ferrovia::{Claims, Env, Invocation, Reply};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// A request, and the status it is to get.
struct Exchange {
    handler: &'static str,
    path: &'static str,
    scope: Option<&'static str>,
    if_match: Option<&'static str>,
    content_type: &'static str,
    body: String,
    status: u16,
}

const PATH: &str = "/v1/tickets/t-1/replies";

fn reply(body: impl ToString, status: u16) -> Exchange {
    Exchange {
        handler: "reply",
        path: PATH,
        scope: Some("tickets:write"),
        if_match: None,
        content_type: "application/json",
        body: body.to_string(),
        status,
    }
}

fn exchanges() -> Vec<Exchange> {
    let good = || reply(json!({ "text": "hello" }), 201);
    vec![
        good(),
        Exchange {
            path: "/tickets/t-1/reply",
            ..good()
        },
        Exchange {
            path: "/v1/tickets/t-1/replies?notify=false&after=t-0",
            status: 202,
            ..good()
        },
        Exchange {
            path: "/v1/tickets/t-1/replies?limit=many",
            status: 400,
            ..good()
        },
        Exchange {
            scope: Some("tickets:read"),
            status: 403,
            ..good()
        },
        Exchange {
            scope: None,
            status: 401,
            ..good()
        },
        Exchange {
            content_type: "text/plain",
            status: 415,
            ..good()
        },
        reply("{", 400),
        reply(json!({ "text": 1 }), 400),
        reply(json!({ "text": "hello", "other": 1 }), 400),
        reply(json!({ "text": "long".repeat(10_000) }), 413),
        reply(json!({ "text": "lost" }), 404),
        reply(json!({ "text": "locked" }), 409),
        reply(json!({ "text": "broken" }), 500),
        reply(json!({ "text": "much" }), 429),
        Exchange {
            if_match: Some("\"6\", \"7\""),
            ..good()
        },
        Exchange {
            if_match: Some("W/\"7\""),
            status: 412,
            ..good()
        },
        Exchange {
            if_match: Some("7"),
            status: 400,
            ..good()
        },
        Exchange {
            handler: "ready",
            path: "/readyz",
            scope: None,
            if_match: None,
            content_type: "",
            body: String::new(),
            status: 204,
        },
    ]
}

#[tokio::test]
async fn every_answer_is_in_the_document() {
    let document = document();
    let mut seen = BTreeSet::new();
    for exchange in exchanges() {
        let response = send(&exchange).await;
        let status = response.status().as_u16();
        assert_eq!(
            status,
            exchange.status,
            "{}: {:?}",
            exchange.path,
            response.body()
        );
        let (path, operation) = operation(&document, exchange.path);
        let described = &operation["responses"][status.to_string()];
        compare(&document, described, &response, &format!("{path} {status}"));
        seen.insert((path, status));
    }
    // The other way round: what is described was also seen, but for the alias, which is the same handler.
    for (path, methods) in document["paths"].as_object().unwrap() {
        let operation = methods.as_object().unwrap().values().next().unwrap();
        if operation["deprecated"] != true {
            for status in operation["responses"].as_object().unwrap().keys() {
                let status = status.parse().unwrap_or(0);
                let gateway = status == 0;
                let internal = path == "/readyz" && status == 500;
                assert!(
                    gateway || internal || seen.contains(&(path, status)),
                    "{path} {status}"
                );
            }
        }
    }
}

fn document() -> Value {
    let app = route::app().model().check().unwrap();
    let files = codegen::openapi::emit(&app);
    serde_json::from_str(files.get("openapi.json").unwrap()).unwrap()
}

async fn send(exchange: &Exchange) -> http::Response<Bytes> {
    let running = route::app().start(exchange.handler, Env::default()).unwrap();
    let method = if exchange.handler == "reply" {
        "POST"
    } else {
        "GET"
    };
    let mut request = http::Request::builder()
        .method(method)
        .uri(exchange.path)
        .header("content-type", exchange.content_type)
        .body(Bytes::from(exchange.body.clone()))
        .unwrap();
    if let Some(versions) = exchange.if_match {
        request
            .headers_mut()
            .insert("if-match", versions.parse().unwrap());
    }
    if let Some(scope) = exchange.scope {
        let claims = [("sub", "u-1"), ("tenant", "t"), ("scope", scope)];
        let claims = claims.map(|(name, value)| (name.to_owned(), Value::from(value)));
        request.extensions_mut().insert(Claims(BTreeMap::from(claims)));
    }
    match running.invoke(Invocation::Http(Box::new(request))).await.unwrap() {
        Reply::Http(response) => response,
        Reply::Value(value) => panic!("{value}"),
    }
}

/// The path's template, and its operation.
fn operation<'a>(document: &'a Value, path: &str) -> (&'a String, &'a Value) {
    let path = path.split('?').next().unwrap();
    let fits = |template: &str| {
        let (template, path): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
        template.len() == path.len()
            && template
                .iter()
                .zip(&path)
                .all(|(one, other)| one.starts_with('{') || one == other)
    };
    let found = document["paths"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(template, _)| fits(template));
    let (template, methods) = found.unwrap();
    (template, methods.as_object().unwrap().values().next().unwrap())
}

/// Holds one answer against its description.
fn compare(document: &Value, described: &Value, response: &http::Response<Bytes>, place: &str) {
    let described = resolve(document, described);
    assert!(described.is_object(), "{place} is not described");
    let content_type = response
        .headers()
        .get("content-type")
        .map(|kind| kind.to_str().unwrap());
    let content = content_type.map(|kind| &described["content"][kind]);
    assert_eq!(
        content.is_some(),
        described.get("content").is_some(),
        "{place}: {content_type:?}"
    );
    for name in response.headers().keys() {
        if name != "content-type" {
            let headers = described["headers"].as_object().unwrap();
            let mut names = headers.keys().map(|name| name.to_lowercase());
            // Problems are shared with the newer path, so they do not say what the alias adds.
            let by_alias = ["deprecation", "sunset", "link"].contains(&name.as_str())
                && described["content"]["application/problem+json"].is_object();
            assert!(
                by_alias || names.any(|known| known == name.as_str()),
                "{place}: {name} is not described"
            );
        }
    }
    for (name, header) in described["headers"].as_object().unwrap() {
        let required = resolve(document, header)["required"] == true;
        assert!(
            !required || response.headers().contains_key(name),
            "{place}: {name} is missing"
        );
    }
    let Some(content) = content else { return };
    assert!(
        content["schema"].is_object(),
        "{place}: {content_type:?} is not described"
    );
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let wrong = mistakes(document, &content["schema"], &body);
    assert!(wrong.is_empty(), "{place}: {wrong:?} in {body}");
    if content_type == Some("application/problem+json") {
        let examples = content["examples"].as_object().unwrap().values();
        let fits = |example: &Value| {
            ["type", "title", "status"]
                .iter()
                .all(|member| example["value"][member] == body[member])
        };
        assert!(
            examples.into_iter().any(fits),
            "{place}: no example is like {body}"
        );
    }
}

/// What an object lacks, and what it says that is not described.
fn mistakes(document: &Value, schema: &Value, body: &Value) -> Vec<String> {
    let schema = resolve(document, schema);
    if let Some(cases) = schema["anyOf"].as_array() {
        let all = cases.iter().map(|case| mistakes(document, case, body));
        return all.min_by_key(Vec::len).unwrap();
    }
    let parts: Vec<&Value> = match schema["allOf"].as_array() {
        Some(parts) => parts.iter().map(|part| resolve(document, part)).collect(),
        None => vec![schema],
    };
    let required = parts
        .iter()
        .flat_map(|part| part["required"].as_array().into_iter().flatten());
    let missing = required
        .map(|name| name.as_str().unwrap())
        .filter(|name| body.get(name).is_none());
    let unknown = body.as_object().unwrap().keys().map(String::as_str);
    let unknown = unknown.filter(|name| parts.iter().all(|part| part["properties"].get(name).is_none()));
    missing.chain(unknown).map(str::to_owned).collect()
}

fn resolve<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value.get("$ref").and_then(Value::as_str) {
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap(),
        None => value,
    }
}
