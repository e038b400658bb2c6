//! Events of an HTTP API become requests, and responses become what API Gateway takes.

use bytes::Bytes;
use ferrovia::Claims;
use ferrovia::model::Route;
use ferrovia_aws::api_gateway::{request, response};
use http::header::{CONTENT_TYPE, SET_COOKIE, VARY};
use serde_json::{Value, json};

fn route(path: &str) -> Route {
    Route {
        method: "POST".to_owned(),
        path: path.to_owned(),
        scopes: Vec::new(),
        alias: None,
        deprecated: None,
        path_parameters: None,
        query: None,
        headers: None,
        body: None,
        responses: Vec::new(),
    }
}

/// An event as API Gateway writes it, with some members in place of others.
fn event(stage: &str, path: &str, members: Value) -> Value {
    let mut event = json!({
        "version": "2.0",
        "routeKey": "POST /v1/messages",
        "rawPath": path,
        "rawQueryString": "",
        "headers": { "content-type": "application/json", "x-two": "a,b" },
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api",
            "domainName": "api.execute-api.eu-central-1.amazonaws.com",
            "http": { "method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x" },
            "requestId": "id",
            "stage": stage,
            "time": "12/Mar/2026:19:03:58 +0000",
            "timeEpoch": 1773342238000_i64,
        },
        "isBase64Encoded": false,
    });
    event
        .as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    event
}

fn uri(stage: &str, path: &str, query: &str, route_path: &str) -> String {
    let event = event(stage, path, json!({ "rawQueryString": query }));
    request(event, &route(route_path)).unwrap().uri().to_string()
}

#[test]
fn a_path_is_without_its_stage() {
    let route = "/v1/messages/{id}";
    assert_eq!(uri("$default", "/v1/messages/7", "", route), "/v1/messages/7");
    assert_eq!(uri("dev", "/dev/v1/messages/7", "", route), "/v1/messages/7");
    assert_eq!(uri("dev", "/developers/7", "", route), "/developers/7");
    assert_eq!(uri("dev", "/dev", "", "/"), "/");
    assert_eq!(uri("v1", "/v1/messages/7", "", route), "/v1/messages/7");
    assert_eq!(uri("v1", "/v1/v1/messages/7", "", route), "/v1/messages/7");
}

#[test]
fn a_path_may_arrive_decoded_and_a_query_does_not() {
    let route = "/v1/customers/{id}";
    assert_eq!(
        uri("$default", "/v1/customers/a b/ç", "", route),
        "/v1/customers/a%20b/%C3%A7"
    );
    assert_eq!(
        uri("$default", "/v1/customers/a%2Fb", "", route),
        "/v1/customers/a%2Fb"
    );
    assert_eq!(
        uri("$default", "/v1/customers/x", "q=a%20b&r=%2B+&s=?", route),
        "/v1/customers/x?q=a%20b&r=%2B+&s=?"
    );
}

#[test]
fn method_headers_and_body_are_kept() {
    let event = event(
        "$default",
        "/v1/messages",
        json!({ "body": "{\"text\":\"olá\"}" }),
    );
    let request = request(event, &route("/v1/messages")).unwrap();
    assert_eq!(request.method(), http::Method::POST);
    assert_eq!(request.headers()[CONTENT_TYPE], "application/json");
    assert_eq!(request.headers()["x-two"], "a,b");
    assert_eq!(request.body(), "{\"text\":\"olá\"}".as_bytes());
    assert!(request.extensions().get::<Claims>().is_none());
}

#[test]
fn a_body_in_base64_is_decoded() {
    let encoded = |body: &str| {
        event(
            "$default",
            "/v1/messages",
            json!({ "body": body, "isBase64Encoded": true }),
        )
    };
    let decoded = request(encoded("AP8="), &route("/v1/messages")).unwrap();
    assert_eq!(decoded.body().as_ref(), [0, 255]);
    assert!(request(encoded("%"), &route("/v1/messages")).is_none());
}

#[test]
fn claims_keep_their_types() {
    let claims =
        json!({ "sub": "u-1", "scope": "messages:write", "exp": 1_773_342_238, "groups": ["a", "b"] });
    let mut event = event("$default", "/v1/messages", json!({}));
    event["requestContext"]["authorizer"] =
        json!({ "jwt": { "claims": claims, "scopes": ["messages:write"] } });
    let request = request(event, &route("/v1/messages")).unwrap();
    let Claims(found) = request.extensions().get().unwrap();
    assert_eq!(json!(found), claims);
}

#[test]
fn what_is_no_request_is_none() {
    for event in [
        json!(null),
        json!({ "text": "x" }),
        json!({ "requestContext": { "http": {} } }),
    ] {
        assert!(request(event, &route("/v1/messages")).is_none());
    }
}

fn answer(body: &'static [u8]) -> Value {
    let answer = http::Response::builder()
        .status(201)
        .header(CONTENT_TYPE, "application/json")
        .header(VARY, "origin")
        .header(VARY, "accept")
        .header(SET_COOKIE, "a=1")
        .header(SET_COOKIE, "b=2");
    response(answer.body(Bytes::from_static(body)).unwrap())
}

#[test]
fn a_response_has_each_header_once_and_its_cookies_apart() {
    let answer = answer(b"{\"text\":1}");
    assert_eq!(answer["statusCode"], 201);
    assert_eq!(
        answer["headers"],
        json!({ "content-type": "application/json", "vary": "origin, accept" })
    );
    assert_eq!(answer["cookies"], json!(["a=1", "b=2"]));
    assert_eq!(answer["body"], "{\"text\":1}");
    assert_eq!(answer["isBase64Encoded"], false);
}

#[test]
fn a_body_that_is_no_text_travels_in_base64() {
    let bytes = answer(&[0, 255]);
    assert_eq!(
        (&bytes["body"], &bytes["isBase64Encoded"]),
        (&json!("AP8="), &json!(true))
    );
    let empty = answer(b"");
    assert_eq!(
        (empty.get("body"), &empty["isBase64Encoded"]),
        (None, &json!(false))
    );
}
