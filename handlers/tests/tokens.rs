//! Access tokens as the platform verifies them on AWS: events of API Gateway in, answers out, by keys in S3; and how the keys
//! come there.
#![cfg(feature = "local")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

#[path = "support/bad_tokens.rs"]
mod bad_tokens;

use bad_tokens::Forger;
use ferrovia::Env;
use ferrovia_aws::lambda::Function;
use ferrovia_local::{Grant, ISSUER, Issuer};
use serde_json::{Value, json};
use std::time::Duration;
use tempfile::TempDir;
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

/// Where the keys are in S3, and where an issuer publishes them.
const OBJECT: &str = "/atendimento-keys/jwks.json";
const PUBLISHED: &str = "/.well-known/jwks.json";

/// Names and values.
type Variables<'a> = &'a [(&'a str, &'a str)];

async fn start(handler: &str, aws: &MockServer, variables: Variables<'_>) -> Result<Function, String> {
    let needed = [
        ("_HANDLER", handler),
        ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9"),
        ("AWS_LAMBDA_FUNCTION_NAME", "atendimento-dev-f"),
        ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
        ("AWS_REGION", "eu-central-1"),
        ("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", "dummy"),
        ("AWS_ENDPOINT_URL", &aws.uri()),
    ];
    let all = needed.iter().chain(variables);
    let env = Env::new(
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    );
    let started = handlers::lambda::start(&handlers::app(), env).await;
    started.map_err(|misconfigured| misconfigured.to_string())
}

const VERIFYING: Variables<'static> = &[
    ("TOKEN_KEYS_BUCKET", "atendimento-keys"),
    ("TOKEN_ISSUER", ISSUER),
    ("TOKEN_CLIENTS", "shop,local"),
];

/// An issuer, the folder of its key, and a token for somebody who may see prompts.
fn issuer() -> (Issuer, TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let issuer = Issuer::in_folder(folder.path()).unwrap();
    let token = issuer.token(Grant {
        subject: "operator-1",
        scopes: &["admin".to_owned()],
        claims: [("tenant".to_owned(), json!("acme"))].into_iter().collect(),
        lifetime: Duration::from_secs(3600),
    });
    (issuer, folder, token.unwrap())
}

/// A request as API Gateway passes it on, whatever its authorizer let it say.
fn event(token: Option<&str>) -> Value {
    let headers = match token {
        Some(token) => json!({ "authorization": format!("Bearer {token}") }),
        None => json!({}),
    };
    let claims = json!({ "sub": "root", "tenant": "acme", "scope": "api/admin", "token_use": "access" });
    json!({
        "version": "2.0", "routeKey": "GET /v1/prompts", "rawPath": "/v1/prompts", "rawQueryString": "",
        "headers": headers,
        "requestContext": {
            "accountId": "111122223333", "apiId": "api", "domainName": "api.example.com", "requestId": "id",
            "stage": "$default", "timeEpoch": 1_795_374_238_000_i64,
            "http": {
                "method": "GET", "path": "/v1/prompts", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1",
                "userAgent": "x",
            },
            "authorizer": { "jwt": { "claims": claims, "scopes": null } },
        },
        "isBase64Encoded": false,
    })
}

/// What the function answers: its status, its headers, and its body without what tells one request from another.
async fn ask(function: &Function, token: Option<&str>) -> (Value, Value, Value) {
    let answer = function
        .answer(event(token))
        .await
        .unwrap_or_else(|failure| panic!("{}", failure.error_message));
    let mut body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    if let Some(members) = body.as_object_mut() {
        members.remove("instance");
    }
    (answer["statusCode"].clone(), answer["headers"].clone(), body)
}

async fn keys_in_s3(answer: ResponseTemplate) -> MockServer {
    let aws = MockServer::start().await;
    let get = Mock::given(method("GET")).and(path(OBJECT));
    get.respond_with(answer).mount(&aws).await;
    aws
}

#[tokio::test]
async fn bad_tokens_are_refused_alike_whatever_the_gateway_says() {
    let (issuer, folder, good) = issuer();
    let (_stranger, elsewhere, _) = self::issuer();
    let aws = keys_in_s3(ResponseTemplate::new(200).set_body_bytes(issuer.key_set())).await;
    let function = start("list_prompts", &aws, VERIFYING).await.unwrap();
    let refused = ask(&function, None).await;
    assert_eq!(refused.0, 401);
    assert_eq!(refused.1["www-authenticate"], r#"Bearer error="invalid_token""#);
    let forger = Forger::new(&good, folder.path(), elsewhere.path());
    for (what, token) in forger.bad() {
        let (status, headers, body) = ask(&function, Some(&token)).await;
        assert_eq!((&status, &body), (&refused.0, &refused.2), "{what}");
        assert_eq!(
            headers["www-authenticate"], refused.1["www-authenticate"],
            "{what}"
        );
    }
    let (status, _, prompts) = ask(&function, Some(&good)).await;
    assert_eq!(
        (status, &prompts["object"]),
        (json!(200), &json!("list")),
        "{prompts}"
    );
    // The scope counts as the token has it, not as the gateway says.
    let customer = forger.signed(json!({ "scope": "api/messages:read" }));
    assert_eq!(ask(&function, Some(&customer)).await.0, 403);
    // Within the minute, however many keys were made up.
    assert_eq!(aws.received_requests().await.unwrap().len(), 1);
}

#[tokio::test]
async fn without_keys_nobody_is_let_in_and_nobody_is_called_a_liar() {
    let (_, _folder, good) = issuer();
    let error = |status: u16, code: &str| {
        let body = format!("<Error><Code>{code}</Code><Message>no</Message></Error>");
        ResponseTemplate::new(status).set_body_raw(body, "application/xml")
    };
    let text = |text: &str| ResponseTemplate::new(200).set_body_string(text);
    let cases = [
        ("not there yet", error(403, "AccessDenied")),
        ("not there, as who may list is told", error(404, "NoSuchKey")),
        ("no bucket", error(404, "NoSuchBucket")),
        ("S3 is down", error(500, "InternalError")),
        ("no JSON", text("<html>")),
        ("no key set", text(r#"{"keys":"none"}"#)),
        ("no key", text(r#"{"keys":[]}"#)),
        (
            "no RSA key with an id",
            text(r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB"},{"kty":"oct","k":"AA","kid":"a"}]}"#),
        ),
    ];
    for (what, answer) in cases {
        let aws = keys_in_s3(answer).await;
        let function = start("list_prompts", &aws, VERIFYING).await.unwrap();
        let (status, headers, body) = ask(&function, Some(&good)).await;
        assert_eq!(
            (&status, &headers["retry-after"]),
            (&json!(503), &json!("5")),
            "{what}"
        );
        let kind = body["type"].as_str().unwrap();
        assert!(kind.ends_with("/dependency-unavailable"), "{what}: {body}");
    }
}

#[tokio::test]
async fn a_function_that_could_verify_nobody_does_not_start() {
    let bucket = ("TOKEN_KEYS_BUCKET", "atendimento-keys");
    let issuer = ("TOKEN_ISSUER", ISSUER);
    let clients = ("TOKEN_CLIENTS", "shop");
    let cases: [(&str, Variables, &str); 6] = [
        (
            "list_prompts",
            &[],
            "the variable `TOKEN_CLIENTS` is not set; the variable `TOKEN_ISSUER` is not set; \
             the variable `TOKEN_KEYS_BUCKET` is not set",
        ),
        (
            "list_prompts",
            &[bucket, clients],
            "the variable `TOKEN_ISSUER` is not set",
        ),
        (
            "list_prompts",
            &[bucket, issuer, ("TOKEN_CLIENTS", "shop,,agents")],
            "the variable `TOKEN_CLIENTS` is `shop,,agents`: it is the ids of the clients whose tokens are taken, \
             separated by commas",
        ),
        (
            "refresh_token_keys",
            &[bucket],
            "the variable `TOKEN_ISSUER` is not set",
        ),
        (
            "refresh_token_keys",
            &[bucket, ("TOKEN_ISSUER", "http://issuer.example.com")],
            "the variable `TOKEN_ISSUER` is `http://issuer.example.com`: it is the https address of who issues the API's \
             tokens, as their `iss` says",
        ),
        (
            "refresh_token_keys",
            &[bucket, ("TOKEN_ISSUER", "issuer.example.com")],
            "the variable `TOKEN_ISSUER` is `issuer.example.com`: it is the https address of who issues the API's tokens, \
             as their `iss` says",
        ),
    ];
    let aws = MockServer::start().await;
    for (handler, variables, reason) in cases {
        let told = start(handler, &aws, variables).await.err();
        assert_eq!(
            told,
            Some(format!("the function `{handler}` cannot start: {reason}"))
        );
    }
}

/// What the issuer publishes, the first time and from then on, what S3 says, and what comes of it.
struct Refresh {
    what: &'static str,
    published: [ResponseTemplate; 2],
    s3: u16,
    expected: Result<(), &'static str>,
    /// How often the issuer is asked, and how often something is put into the bucket.
    asked: usize,
    put: usize,
}

#[tokio::test]
async fn what_the_issuer_publishes_is_kept_if_it_is_a_key_set() {
    let (issuer, _folder, _) = issuer();
    let status = ResponseTemplate::new;
    let good = || status(200).set_body_bytes(issuer.key_set());
    let text = |text: &str| status(200).set_body_string(text);
    let twice = |answer: ResponseTemplate| [answer.clone(), answer];
    let unusable = |what, answer: ResponseTemplate| Refresh {
        what,
        published: twice(answer),
        s3: 200,
        expected: Err("RefreshKeysError.Unusable"),
        asked: 1,
        put: 0,
    };
    let huge = format!(r#"{{"keys":[],"padding":"{}"}}"#, "x".repeat(2 * 1024 * 1024));
    let cases = [
        Refresh {
            what: "good",
            published: twice(good()),
            s3: 200,
            expected: Ok(()),
            asked: 1,
            put: 1,
        },
        Refresh {
            what: "a hiccup",
            published: [status(503), good()],
            s3: 200,
            expected: Ok(()),
            asked: 2,
            put: 1,
        },
        Refresh {
            what: "down",
            published: twice(status(500)),
            s3: 200,
            expected: Err("RefreshKeysError.Unavailable"),
            asked: 3,
            put: 0,
        },
        Refresh {
            what: "the bucket refuses",
            published: twice(good()),
            s3: 403,
            expected: Err("RefreshKeysError.Refused"),
            asked: 1,
            put: 1,
        },
        unusable("no such pool", status(404)),
        unusable(
            "elsewhere",
            status(302).insert_header("location", "https://example.com/"),
        ),
        unusable("a page", text("<html><body>Sign in</body></html>")),
        unusable("no key", text(r#"{"keys":[]}"#)),
        unusable(
            "no RSA key",
            text(r#"{"keys":[{"kty":"oct","k":"AA","kid":"a"}]}"#),
        ),
        unusable("huge", text(&huge)),
    ];
    for Refresh {
        what,
        published: [first, then],
        s3,
        expected,
        asked,
        put,
    } in cases
    {
        let server = MockServer::start().await;
        let publish = || Mock::given(method("GET")).and(path(PUBLISHED));
        publish()
            .respond_with(first)
            .up_to_n_times(1)
            .mount(&server)
            .await;
        publish().respond_with(then).mount(&server).await;
        Mock::given(method("PUT"))
            .and(path(OBJECT))
            .respond_with(status(s3))
            .mount(&server)
            .await;
        let variables = [
            ("TOKEN_KEYS_BUCKET", "atendimento-keys"),
            ("TOKEN_ISSUER", &server.uri()),
        ];
        let function = start("refresh_token_keys", &server, &variables).await.unwrap();
        let done = function.answer(json!({ "at": "2026-11-23T12:00:00Z" })).await;
        assert_eq!(
            done.map(drop).map_err(|failure| failure.error_type),
            expected.map_err(str::to_owned),
            "{what}"
        );
        let requests = server.received_requests().await.unwrap();
        let of = |method: &str| {
            requests
                .iter()
                .filter(|request| request.method.as_str() == method)
                .collect::<Vec<_>>()
        };
        assert_eq!((of("GET").len(), of("PUT").len()), (asked, put), "{what}");
        let whole = |request: &&Request| {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            body.contains(std::str::from_utf8(&issuer.key_set()).unwrap())
        };
        assert!(of("PUT").iter().all(whole), "{what}");
    }
}
