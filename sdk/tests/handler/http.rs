//! Requests in, responses out: answers, problems, and what every response has.

use super::desk::{app, env};
use bytes::Bytes;
use ferrovia::{Claims, Env, Failure, Invocation, Reply};
use http::{HeaderMap, Request, Response};
use serde_json::{Value, json};

/// One request, and what it is answered.
struct Case {
    method: &'static str,
    handler: &'static str,
    target: &'static str,
    claims: Option<Value>,
    headers: &'static [(&'static str, &'static str)],
    body: Vec<u8>,
    status: u16,
    /// Every header of the response but `X-Request-Id`.
    answer_headers: Vec<(&'static str, String)>,
    answer: Value,
}

/// A request that `post_ticket` takes.
fn post(body: impl ToString) -> Case {
    Case {
        method: "POST",
        handler: "post_ticket",
        target: "/v1/tickets",
        claims: Some(claims("tickets:write")),
        headers: &[("content-type", "application/json"), ("x-request-id", "client-1")],
        body: body.to_string().into_bytes(),
        status: 0,
        answer_headers: Vec::new(),
        answer: Value::Null,
    }
}

/// A request that `show_ticket` takes.
fn show(target: &'static str) -> Case {
    Case {
        method: "GET",
        handler: "show_ticket",
        target,
        claims: None,
        ..post("")
    }
}

fn claims(scope: &str) -> Value {
    json!({ "sub": "u-1", "custom:tenant": "t-1", "scope": scope })
}

impl Case {
    fn answers(mut self, status: u16, headers: &[(&'static str, &str)], body: Value) -> Self {
        (self.status, self.answer) = (status, body);
        self.answer_headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        self
    }

    /// It is refused with a problem.
    fn refused(self, status: u16, slug: &str, title: &str, more: Value) -> Self {
        let mut problem = json!({
            "type": format!("https://ferrovia.example/problems/{slug}"),
            "title": title,
            "status": status,
            "instance": "urn:request:client-1",
        });
        problem
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let mut headers = vec![("content-type", "application/problem+json")];
        if status == 401 {
            headers.push(("www-authenticate", "Bearer error=\"invalid_token\""));
        }
        self.answers(status, &headers, problem)
    }

    /// One part of the request is not valid.
    fn invalid(self, pointer: &str, detail: &str) -> Self {
        let errors = json!({ "errors": [{ "pointer": pointer, "code": "invalid", "detail": detail }] });
        self.refused(400, "validation", "The request is not valid", errors)
    }

    fn request(&self) -> Request<Bytes> {
        let mut request = Request::new(Bytes::from(self.body.clone()));
        *request.method_mut() = self.method.parse().unwrap();
        *request.uri_mut() = self.target.parse().unwrap();
        for (name, value) in self.headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        if let Some(Value::Object(claims)) = &self.claims {
            request
                .extensions_mut()
                .insert(Claims(claims.clone().into_iter().collect()));
        }
        request
    }
}

async fn respond(handler: &str, env: Env, request: Request<Bytes>) -> Response<Bytes> {
    let running = app().start(handler, env).unwrap();
    match running.invoke(Invocation::Http(Box::new(request))).await.unwrap() {
        Reply::Http(response) => response,
        Reply::Value(value) => panic!("a value: {value}"),
    }
}

fn texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut texts: Vec<_> = headers
        .iter()
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    texts.sort();
    texts
}

async fn check(case: Case) {
    let response = respond(case.handler, env(), case.request()).await;
    let mut expected: Vec<_> = case
        .answer_headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    expected.push(("x-request-id".to_owned(), "client-1".to_owned()));
    expected.sort();
    let body: Value = match response.body() {
        body if body.is_empty() => Value::Null,
        body => serde_json::from_slice(body).unwrap(),
    };
    let found = (response.status().as_u16(), texts(response.headers()), body);
    assert_eq!(
        found,
        (case.status, expected, case.answer),
        "{} {}",
        case.target,
        String::from_utf8_lossy(&case.body)
    );
}

const JSON: (&str, &str) = ("content-type", "application/json");

#[tokio::test]
async fn a_typed_request_has_a_typed_answer() {
    let created = |by_alias: bool| {
        let caller = json!(["u-1", "t-1", ["tickets:write"]]);
        json!({ "number": 7, "title": "lamp", "caller": caller, "by_alias": by_alias })
    };
    let location = ("location", "/v1/tickets/7");
    check(post(r#"{"title":"lamp"}"#).answers(201, &[JSON, location], created(false))).await;
    let headers = [JSON, location, ("retry-after", "2")];
    check(post(r#"{"title":"later"}"#).answers(202, &headers, Value::Null)).await;
    let forget = Case {
        method: "DELETE",
        handler: "forget_ticket",
        target: "/v1/tickets/7",
        claims: Some(claims("tickets:write desk/admin")),
        ..post("")
    };
    check(forget.answers(204, &[], Value::Null)).await;
    let utf8 = Case {
        headers: &[
            ("content-type", "Application/JSON; charset=utf-8"),
            ("x-request-id", "client-1"),
        ],
        ..post(r#"{"title":"lamp"}"#)
    };
    check(utf8.answers(201, &[JSON, location], created(false))).await;
    let untold = Case {
        headers: &[("x-request-id", "client-1")],
        ..post(r#"{"title":"lamp"}"#)
    };
    check(untold.answers(201, &[JSON, location], created(false))).await;
}

#[tokio::test]
async fn paths_and_queries_are_typed() {
    let seen = |values: Value| show("/").answers(200, &[JSON], values);
    let at = |target, values| Case {
        target,
        ..seen(values)
    };
    check(at("/v1/tickets/12", json!([12, null, null, null, false]))).await;
    check(at(
        "/v1/tickets/12?limit=5&closed=true",
        json!([12, 5, true, null, false]),
    ))
    .await;
    check(at(
        "/v1/tickets/12?like=a+lamp%20%26%20more",
        json!([12, null, null, "a lamp & more", false]),
    ))
    .await;
    check(at("/v1/tickets/12?like=5", json!([12, null, null, "5", false]))).await;
    check(at(
        "/v1/tickets/12?like=%zz",
        json!([12, null, null, "%zz", false]),
    ))
    .await;
    let text = |found: &str, expected: &str| format!("invalid type: string \"{found}\", expected {expected}");
    check(show("/v1/tickets/lamp").invalid("/path/id", &text("lamp", "u32"))).await;
    check(show("/v1/tickets/12?limit=many").invalid("/query/limit", &text("many", "u32"))).await;
    check(show("/v1/tickets/12?limit=null").invalid("/query/limit", &text("null", "u32"))).await;
    check(
        show("/v1/tickets/12?closed=1")
            .invalid("/query/closed", "invalid type: string \"1\", expected a boolean"),
    )
    .await;
    let mistaken = |target, pointer: &str, code: &str, detail: &str| {
        let errors = json!({ "errors": [{ "pointer": pointer, "code": code, "detail": detail }] });
        show(target).refused(400, "validation", "The request is not valid", errors)
    };
    let unknown = "there is no such parameter";
    check(mistaken(
        "/v1/tickets/12?limits=5",
        "/query/limits",
        "unknown",
        unknown,
    ))
    .await;
    check(mistaken(
        "/v1/tickets/12?a~b/c",
        "/query/a~0b~1c",
        "unknown",
        unknown,
    ))
    .await;
    let twice = "it stands there twice";
    check(mistaken(
        "/v1/tickets/12?like=5&like=6",
        "/query/like",
        "invalid",
        twice,
    ))
    .await;
}

#[tokio::test]
async fn a_route_without_a_query_takes_none() {
    let errors =
        json!([{ "pointer": "/query/dry_run", "code": "unknown", "detail": "there is no such parameter" }]);
    let case = Case {
        target: "/v1/tickets?dry_run=true",
        ..post(r#"{"title":"lamp"}"#)
    };
    check(case.refused(
        400,
        "validation",
        "The request is not valid",
        json!({ "errors": errors }),
    ))
    .await;
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_refused() {
    let not_json = "The body is not JSON";
    let detail = |detail: &str| json!({ "detail": detail });
    let eof = "EOF while parsing a value at line 1 column 9";
    check(post(r#"{"title":"#).refused(400, "malformed-json", not_json, detail(eof))).await;
    let empty = "EOF while parsing a value at line 1 column 0";
    check(post("").refused(400, "malformed-json", not_json, detail(empty))).await;
    let large = format!(r#"{{"title":"{}"}}"#, "x".repeat(32 * 1024));
    let limit = detail("at most 32768 bytes");
    check(post(large).refused(413, "content-too-large", "The body is too large", limit)).await;
    let form = Case {
        headers: &[("content-type", "text/plain"), ("x-request-id", "client-1")],
        ..post(r#"{"title":"lamp"}"#)
    };
    let kind = detail("`text/plain` is not `application/json` in UTF-8");
    check(form.refused(415, "unsupported-media-type", not_json, kind)).await;
    let latin = Case {
        headers: &[
            ("content-type", "application/json; charset=\"latin1\""),
            ("x-request-id", "client-1"),
        ],
        ..post(r#"{"title":"lamp"}"#)
    };
    let kind = detail("`application/json; charset=\"latin1\"` is not `application/json` in UTF-8");
    check(latin.refused(415, "unsupported-media-type", not_json, kind)).await;
    check(post("{}").invalid("/body", "missing field `title`")).await;
    check(post(r#"{"title":5}"#).invalid("/body/title", "invalid type: integer `5`, expected a string"))
        .await;
    let tags = r#"{"title":"lamp","tags":["old",{}]}"#;
    check(post(tags).invalid("/body/tags/1", "invalid type: map, expected a string")).await;
    let unknown = "unknown field `a/b`, expected `title` or `tags`";
    check(post(r#"{"title":"lamp","a/b":1}"#).invalid("/body/a~1b", unknown)).await;
}

/// What one reader would understand otherwise than another, or not at all.
#[tokio::test]
async fn json_means_one_thing_to_everybody() {
    let twice =
        |name: &str, column: u32| format!("the member `{name}` stands there twice at line 1 column {column}");
    let nested = |depth: usize| [vec![b'['; depth], vec![b']'; depth]].concat();
    let deep = "nested more than 64 deep at line 1 column 65";
    let cases: Vec<(Vec<u8>, String)> = vec![
        (br#"{"title":"a","title":"b"}"#.to_vec(), twice("title", 20)),
        (br#"{"title":"a","ti\u0074le":"b"}"#.to_vec(), twice("title", 25)),
        (br#"{"tags":[{"a":1,"a":1}]}"#.to_vec(), twice("a", 19)),
        (
            nested(65),
            "nested more than 64 deep at line 1 column 66".to_owned(),
        ),
        (vec![b'['; 30_000], deep.to_owned()),
        (
            b"{\"a\":".repeat(5_000),
            "nested more than 64 deep at line 1 column 321".to_owned(),
        ),
        (
            b"\xef\xbb\xbf{}".to_vec(),
            "expected value at line 1 column 1".to_owned(),
        ),
        (
            b"\xff\xfe{\0}\0".to_vec(),
            "expected value at line 1 column 1".to_owned(),
        ),
        (
            b"{\"title\":\"caf\xe9\"}".to_vec(),
            "invalid unicode code point at line 1 column 14".to_owned(),
        ),
        (
            br#"{"title":"\ud83d"}"#.to_vec(),
            "unexpected end of hex escape at line 1 column 17".to_owned(),
        ),
        (
            br#"{"title":"\udc00x"}"#.to_vec(),
            "lone leading surrogate in hex escape at line 1 column 16".to_owned(),
        ),
        (
            b"{\"title\":\"a\nb\"}".to_vec(),
            "control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0".to_owned(),
        ),
        (
            b"{\"title\":NaN}".to_vec(),
            "expected value at line 1 column 10".to_owned(),
        ),
        (
            br#"{"title":1e999}"#.to_vec(),
            "number out of range at line 1 column 14".to_owned(),
        ),
        (
            br#"{"title":"a",}"#.to_vec(),
            "trailing comma at line 1 column 14".to_owned(),
        ),
        (
            br#"{"title":"a"} {}"#.to_vec(),
            "trailing characters at line 1 column 15".to_owned(),
        ),
    ];
    for (body, detail) in cases {
        let case = Case { body, ..post("") };
        check(case.refused(
            400,
            "malformed-json",
            "The body is not JSON",
            json!({ "detail": detail }),
        ))
        .await;
    }
    // So deep it may be; that it is no ticket is another matter.
    let case = Case {
        body: nested(64),
        ..post("")
    };
    check(case.invalid("/body", "expected an object")).await;
    // Nor is a list of its fields, in whatever order.
    check(post(r#"["lamp",[]]"#).invalid("/body", "expected an object")).await;
}

#[tokio::test]
async fn who_would_not_take_json_is_told_so() {
    let sent = |accept: &'static str| {
        let headers: &'static [_] = vec![("accept", accept), ("x-request-id", "client-1")].leak();
        Case {
            headers,
            ..show("/v1/tickets/12")
        }
    };
    let takes = [
        "",
        "*/*",
        "application/*;q=0.1",
        "text/html, application/json",
        "Application/JSON ; charset=utf-8",
        "text/html,*/*;q=0.8",
        "*/*;q=0, application/json",
    ];
    for accept in takes {
        check(sent(accept).answers(200, &[JSON], json!([12, null, null, null, false]))).await;
    }
    for accept in [
        "text/html",
        "application/xml, text/*",
        "*/*, application/json;q=0",
        "application/*;q=0.0",
    ] {
        let detail =
            json!({ "detail": "answers are `application/json`, problems `application/problem+json`" });
        check(sent(accept).refused(406, "not-acceptable", "The answer is JSON", detail)).await;
    }
}

#[tokio::test]
async fn another_path_or_method_is_not_the_handlers() {
    let title = "There is no such resource";
    for target in ["/v1/tickets", "/v1/tickets/12/", "/v2/tickets/12", "/"] {
        check(show(target).refused(404, "not-found", title, json!({}))).await;
    }
    for method in ["POST", "HEAD", "PROPFIND"] {
        let case = Case {
            method,
            ..show("/v1/tickets/12")
        };
        let mut case = case.refused(
            405,
            "method-not-allowed",
            "The resource does not take this method",
            json!({}),
        );
        case.answer_headers.push(("allow", "GET".to_owned()));
        check(case).await;
    }
}

#[tokio::test]
async fn the_caller_is_who_the_token_says() {
    let unauthenticated = |claims: Option<Value>| {
        let case = Case {
            claims,
            ..post(r#"{"title":"lamp"}"#)
        };
        case.refused(
            401,
            "unauthenticated",
            "The request is not authenticated",
            json!({}),
        )
    };
    check(unauthenticated(None)).await;
    check(unauthenticated(Some(json!({ "sub": "u-1", "scope": "admin" })))).await;
    check(unauthenticated(Some(
        json!({ "sub": "", "tenant": "t-1", "scope": "admin" }),
    )))
    .await;
    for scope in ["tickets:read", "", "tickets:writer"] {
        let case = Case {
            claims: Some(claims(scope)),
            ..post(r#"{"title":"lamp"}"#)
        };
        let detail = json!({ "detail": "the token needs one of the scopes tickets:write, admin" });
        check(case.refused(
            403,
            "insufficient-scope",
            "The token's scopes do not suffice",
            detail,
        ))
        .await;
    }
}

#[tokio::test]
async fn an_error_is_the_problem_it_declares() {
    let busy = post(r#"{"title":"busy"}"#);
    let detail = json!({ "detail": "the desk is busy until 9", "until": 9 });
    check(busy.refused(503, "desk-busy", "The desk is busy", detail)).await;
    for title in ["closed", "broken", "slow"] {
        let case = post(json!({ "title": title }));
        check(case.refused(500, "internal", "The service failed", json!({}))).await;
    }
}

/// What a client is not told, the adapter can still log.
#[tokio::test]
async fn a_failure_goes_with_its_response() {
    let response = respond("post_ticket", env(), post(r#"{"title":"closed"}"#).request()).await;
    let failure = response.extensions().get::<Failure>().unwrap();
    assert_eq!(
        (failure.name.as_str(), failure.message.as_str()),
        ("DeskError.Closed", "the key is under the mat")
    );
    assert!(!String::from_utf8_lossy(response.body()).contains("key"));
}

#[tokio::test]
async fn what_comes_by_the_alias_is_told_where_to_go() {
    let deprecated = |link: &'static str| {
        [
            ("deprecation", "@1793491200"),
            ("link", link),
            ("sunset", "Mon, 01 Nov 2027 00:00:00 GMT"),
            JSON,
        ]
    };
    let to_tickets = deprecated("</v1/tickets>; rel=\"successor-version\"");
    let body = json!({ "number": 7, "title": "lamp", "caller": ["u-1", "t-1", ["tickets:write"]], "by_alias": true });
    let headers = [&to_tickets[..], &[("location", "/v1/tickets/7")]].concat();
    let alias = Case {
        target: "/ticket",
        ..post(r#"{"title":"lamp"}"#)
    };
    check(alias.answers(201, &headers, body)).await;
    let to_ticket = deprecated("</v1/tickets/12>; rel=\"successor-version\"");
    check(show("/ticket/12/show?limit=3").answers(200, &to_ticket, json!([12, 3, null, null, true]))).await;
    // Problems, too.
    let mut refused =
        show("/ticket/lamp/show").invalid("/path/id", "invalid type: string \"lamp\", expected u32");
    let link = deprecated("</v1/tickets/lamp>; rel=\"successor-version\"");
    let without_type = link.iter().filter(|(name, _)| *name != "content-type");
    refused
        .answer_headers
        .extend(without_type.map(|(name, value)| (*name, (*value).to_owned())));
    check(refused).await;
}

#[tokio::test]
async fn what_has_a_successor_says_so() {
    let number = |target| Case {
        handler: "show_number",
        ..show(target)
    };
    let told = |link: &'static str| {
        [
            ("deprecation", "@1793491200"),
            ("link", link),
            ("sunset", "Mon, 01 Nov 2027 00:00:00 GMT"),
        ]
    };
    let to_ticket = told("</v1/tickets/12>; rel=\"successor-version\"");
    let headers = [&to_ticket[..], &[JSON]].concat();
    check(number("/v1/numbers/12").answers(200, &headers, json!(12))).await;
    // Problems, too.
    let mut refused =
        number("/v1/numbers/lamp").invalid("/path/id", "invalid type: string \"lamp\", expected u32");
    let link = told("</v1/tickets/lamp>; rel=\"successor-version\"");
    let link = link.iter().map(|(name, value)| (*name, (*value).to_owned()));
    refused.answer_headers.extend(link);
    check(refused).await;
}

#[tokio::test]
async fn every_answer_has_an_id() {
    let of = async |sent: Option<&str>| {
        let mut request = show("/v1/tickets/12").request();
        request.headers_mut().remove("x-request-id");
        if let Some(sent) = sent {
            request
                .headers_mut()
                .insert("x-request-id", sent.parse().unwrap());
        }
        let response = respond("show_ticket", env(), request).await;
        response.headers()["x-request-id"].to_str().unwrap().to_owned()
    };
    let longest = "a".repeat(64);
    for harmless in ["req_1-A", longest.as_str()] {
        assert_eq!(of(Some(harmless)).await, harmless);
    }
    let too_long = "a".repeat(65);
    for harmful in [
        None,
        Some(""),
        Some("a b"),
        Some("<script>"),
        Some(too_long.as_str()),
    ] {
        let made = of(harmful).await;
        let uuid = made.strip_prefix("req_").unwrap();
        assert_eq!(
            uuid::Uuid::parse_str(uuid).unwrap().get_version_num(),
            7,
            "{made}"
        );
    }
    assert_ne!(of(None).await, of(None).await);
}
