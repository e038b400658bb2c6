//! Headers in and out, conditions on them, and problems with members.

use bytes::Bytes;
use ferrovia::{
    Accepted, App, ETag, Either, Env, HandlerError, IfMatch, Invocation, Json, PreconditionFailed, Reply,
    Request, WithHeaders, data, handler,
};
use http::Response;
use serde_json::{Value, json};

#[data]
struct NoteHeaders {
    idempotency_key: String,
    if_match: Option<IfMatch>,
    x_retries: Option<u8>,
    prefer: Option<Preference>,
}

#[data]
#[serde(rename_all = "kebab-case")]
enum Preference {
    RespondAsync,
    Fail,
}

#[data]
struct Tagged {
    etag: ETag,
    x_retries: Option<u8>,
}

#[data]
struct Applied {
    preference_applied: String,
    x_broken: String,
}

#[derive(Debug, thiserror::Error, HandlerError)]
enum NoteError {
    #[error(transparent)]
    Changed(#[from] PreconditionFailed),
    #[error("too often")]
    #[problem(
        status = 429,
        type = "https://iana.org/assignments/http-problem-types#quota-exceeded",
        title = "Too much"
    )]
    TooOften {
        #[retry_after]
        after: u32,
        #[headers]
        retries: Tagged,
        #[member = "violated-policies"]
        policies: Vec<String>,
        absent: Option<u8>,
        key: String,
    },
}

type Answered = Either<WithHeaders<Json<Value>, Tagged>, WithHeaders<Accepted<()>, Applied>>;

/// Changes a note.
#[handler(route = "PUT /v1/note", public)]
async fn change_note(request: Request<(), (), (), NoteHeaders>) -> Result<Answered, NoteError> {
    let headers = request.headers;
    let tagged = Tagged {
        etag: ETag::from(8),
        x_retries: headers.x_retries,
    };
    if let Some(versions) = &headers.if_match {
        versions.check(Some(&ETag::from(7))).map_err(NoteError::Changed)?;
    }
    match headers.prefer {
        Some(Preference::RespondAsync) => Ok(Either::Right(WithHeaders {
            answer: Accepted {
                location: "/v1/note".to_owned(),
                retry_after_seconds: 1,
                body: (),
            },
            headers: Applied {
                preference_applied: "respond-async".to_owned(),
                x_broken: "two\nlines".to_owned(),
            },
        })),
        Some(Preference::Fail) => Err(NoteError::TooOften {
            after: 9,
            retries: tagged,
            policies: vec!["customer".to_owned()],
            absent: None,
            key: headers.idempotency_key,
        }),
        None => Ok(Either::Left(WithHeaders {
            answer: Json(json!(headers.idempotency_key)),
            headers: tagged,
        })),
    }
}

async fn put(headers: &[(&str, &[u8])]) -> Response<Bytes> {
    let running = App::new("desk", "")
        .handler::<change_note>()
        .start("change_note", Env::default())
        .unwrap();
    let mut request = http::Request::put("/v1/note").body(Bytes::new()).unwrap();
    for (name, value) in headers {
        let name: http::HeaderName = name.parse().unwrap();
        request
            .headers_mut()
            .append(name, http::HeaderValue::from_bytes(value).unwrap());
    }
    match running.invoke(Invocation::Http(Box::new(request))).await.unwrap() {
        Reply::Http(response) => response,
        Reply::Value(value) => panic!("a value: {value}"),
    }
}

/// A header of each name that is expected; empty for none.
async fn check(sent: &[(&str, &[u8])], status: u16, headers: &[(&str, &str)], body: Value) {
    let response = put(sent).await;
    let mut found: Value = serde_json::from_slice(response.body()).unwrap_or_default();
    if let Some(members) = found.as_object_mut() {
        members.remove("instance");
    }
    assert_eq!((response.status().as_u16(), found), (status, body), "{sent:?}");
    for (name, value) in headers {
        let found = response.headers().get(*name).map(|value| value.to_str().unwrap());
        assert_eq!(found.unwrap_or_default(), *value, "{sent:?}: {name}");
    }
}

const KEY: (&str, &[u8]) = ("idempotency-key", b"k-1");

#[tokio::test]
async fn headers_are_typed() {
    check(&[KEY], 200, &[("etag", "\"8\""), ("x-retries", "")], json!("k-1")).await;
    let retried: &[(&str, &[u8])] = &[KEY, ("X-Retries", b" 3 "), ("cookie", b"whatever")];
    check(
        retried,
        200,
        &[("etag", "\"8\""), ("x-retries", "3")],
        json!("k-1"),
    )
    .await;
    // Twice is a list (RFC 9110, 5.3).
    check(&[KEY, KEY], 200, &[], json!("k-1, k-1")).await;
    let deferred = [
        ("preference-applied", "respond-async"),
        ("retry-after", "1"),
        ("x-broken", ""),
    ];
    check(&[KEY, ("prefer", b"respond-async")], 202, &deferred, Value::Null).await;
}

#[tokio::test]
async fn a_header_that_is_wrong_or_missing_is_told_by_its_name() {
    let refused = async |sent: &[(&str, &[u8])], pointer: &str, code: &str, detail: &str| {
        let problem = json!({
            "type": "https://ferrovia.example/problems/validation",
            "title": "The request is not valid",
            "status": 400,
            "errors": [{ "pointer": pointer, "code": code, "detail": detail }],
        });
        check(sent, 400, &[], problem).await;
    };
    refused(&[], "/headers/Idempotency-Key", "missing", "it is required").await;
    let many: &[(&str, &[u8])] = &[KEY, ("x-retries", b"many")];
    refused(
        many,
        "/headers/X-Retries",
        "invalid",
        "invalid type: string \"many\", expected u8",
    )
    .await;
    let latin: &[(&str, &[u8])] = &[("idempotency-key", b"caf\xe9")];
    refused(latin, "/headers/Idempotency-Key", "invalid", "not UTF-8").await;
    let unquoted: &[(&str, &[u8])] = &[KEY, ("if-match", b"7")];
    let form = "expected `*` or entity tags in quotes, such as `\"7\"`";
    refused(unquoted, "/headers/If-Match", "invalid", form).await;
    let other: &[(&str, &[u8])] = &[KEY, ("prefer", b"wait=5")];
    let known = "unknown variant `wait=5`, expected `respond-async` or `fail`";
    refused(other, "/headers/Prefer", "invalid", known).await;
}

#[tokio::test]
async fn a_change_is_made_to_the_version_that_the_client_has_read() {
    let changed = json!({
        "type": "https://ferrovia.example/problems/precondition-failed",
        "title": "The resource has changed",
        "status": 412,
        "detail": "the resource is not at this version: read it again",
    });
    for holds in ["*", "\"7\"", "\"6\", \"7\"", "W/\"7\",\"7\""] {
        check(&[KEY, ("if-match", holds.as_bytes())], 200, &[], json!("k-1")).await;
    }
    for fails in ["\"8\"", "W/\"7\"", "\"7,7\"", "\"\""] {
        check(
            &[KEY, ("if-match", fails.as_bytes())],
            412,
            &[("etag", "")],
            changed.clone(),
        )
        .await;
    }
}

#[test]
fn conditions_are_read_as_they_are_written() {
    for text in ["*", "\"7\"", "\"a,b\", \"c\""] {
        assert_eq!(text.parse::<IfMatch>().unwrap().to_string(), text);
    }
    for mistaken in [
        "",
        "7",
        "\"7",
        "7\"",
        "\"7\" \"8\"",
        "\"7\",",
        "*, \"7\"",
        "w/\"7\"",
        "\"\u{e9}\"",
        "\"a b\"",
    ] {
        assert!(mistaken.parse::<IfMatch>().is_err(), "{mistaken}");
    }
    assert!(IfMatch::Any.check(None).is_err());
    assert!(ETag::new("a\"b").is_err());
    assert_eq!("\"7\"".parse::<ETag>().unwrap().version(), "7");
}

#[tokio::test]
async fn a_problem_says_what_its_error_carries() {
    let problem = json!({
        "type": "https://iana.org/assignments/http-problem-types#quota-exceeded",
        "title": "Too much",
        "status": 429,
        "detail": "too often",
        "violated-policies": ["customer"],
        "key": "k-1",
    });
    let headers = [("retry-after", "9"), ("etag", "\"8\""), ("x-retries", "2")];
    check(
        &[KEY, ("x-retries", b"2"), ("prefer", b"fail")],
        429,
        &headers,
        problem,
    )
    .await;
}
