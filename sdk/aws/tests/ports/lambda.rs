//! A function's life: what it needs to start, and what becomes of each event.

use crate::support::env;
use async_trait::async_trait;
use ferrovia::{
    App, Claims, Database, EventBus, HandlerError, Invoke, Json, LanguageModel, Publish, Queue, Read,
    Request, Resource, Scheduled, Secret, Send, Table, TokenRefused, TokenVerifier, data, handler,
};
use ferrovia_aws::lambda::Function;
use serde_json::{Value, json};
use std::sync::Arc;

#[data]
pub(crate) struct Number {
    number: i64,
}

#[derive(Debug, thiserror::Error, HandlerError)]
pub(crate) enum HalfError {
    /// Odd.
    #[error("{number} is odd")]
    Odd {
        /// It.
        number: i64,
    },
}

fn halved(number: i64) -> Result<i64, HalfError> {
    assert_ne!(number, 0, "zero has no place here");
    if number % 2 == 0 {
        Ok(number / 2)
    } else {
        Err(HalfError::Odd { number })
    }
}

/// Halves a number; zero makes it panic.
#[handler(timeout = "3s", memory_mb = 128)]
pub(crate) async fn half(input: Number) -> Result<Number, HalfError> {
    Ok(Number {
        number: halved(input.number)?,
    })
}

/// The same through the API.
#[handler(timeout = "3s", memory_mb = 128, route = "GET /v1/halves/{number}", scopes = ["halves:read"])]
pub(crate) async fn get_half(request: Request<(), Number>) -> Result<Json<Number>, HalfError> {
    Ok(Json(Number {
        number: halved(request.path.number)?,
    }))
}

/// A database.
#[derive(Resource)]
#[resource(name = "desk", kind = Database, definition = Database::in_schema("app"))]
pub(crate) struct Desk;

/// A table.
#[derive(Resource)]
#[resource(name = "notes", kind = Table<Desk>)]
pub(crate) struct Notes;

/// A secret.
#[derive(Resource)]
#[resource(name = "openai_api_key", kind = Secret)]
pub(crate) struct OpenAiApiKey;

/// A model.
#[derive(Resource)]
#[resource(name = "intent", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::openai::<OpenAiApiKey>("gpt-4o-mini"),
    LanguageModel::bedrock("amazon.nova-lite-v1:0"),
]))]
pub(crate) struct Intent;

/// A queue.
#[derive(Resource)]
#[resource(name = "redrive", kind = Queue<Number>)]
pub(crate) struct Redrive;

/// A bus.
#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
pub(crate) struct Platform;

/// Something happened.
#[data]
#[derive(ferrovia::Event)]
#[event(bus = Platform, origin = "desk")]
pub(crate) struct Halved {
    number: i64,
}

/// Needs one of everything.
#[handler(timeout = "3s", memory_mb = 128)]
pub(crate) async fn everything(
    input: Number,
    _notes: Read<Notes>,
    _key: Read<OpenAiApiKey>,
    _model: Invoke<Intent>,
    _queue: Send<Redrive>,
    _events: Publish<Halved>,
) -> Result<Number, HalfError> {
    Ok(input)
}

/// Was called otherwise when AWS came to know it.
#[handler(timeout = "3s", memory_mb = 128, was = ["twofold", "double"])]
pub(crate) async fn twice(input: Number) -> Result<Number, HalfError> {
    Ok(Number {
        number: input.number * 2,
    })
}

/// Needs a model on Bedrock or OpenAI.
#[handler(timeout = "3s", memory_mb = 128)]
pub(crate) async fn think(input: Number, _model: Invoke<Intent>) -> Result<Number, HalfError> {
    Ok(input)
}

/// Is started by the clock; the thirteenth hour makes it fail.
#[handler(schedule = "rate(1 hour)")]
pub(crate) async fn tick(scheduled: Scheduled) -> Result<(), HalfError> {
    match scheduled.at.to_rfc3339() {
        at if at == "2026-11-23T13:00:00+00:00" => Err(HalfError::Odd { number: 13 }),
        _ => Ok(()),
    }
}

/// Is started by an event; an odd one makes it fail.
#[handler(on = Halved)]
pub(crate) async fn hear(event: Halved) -> Result<(), HalfError> {
    halved(event.number).map(drop)
}

fn app() -> App {
    App::new("desk", "A desk.")
        .resource::<Desk>()
        .resource::<Notes>()
        .resource::<OpenAiApiKey>()
        .resource::<Intent>()
        .resource::<Redrive>()
        .resource::<Platform>()
        .event::<Halved>()
        .handler::<half>()
        .handler::<get_half>()
        .handler::<everything>()
        .handler::<think>()
        .handler::<twice>()
        .handler::<tick>()
        .handler::<hear>()
}

#[tokio::test]
async fn the_clock_and_events_start_handlers() {
    let event = |number: i64| {
        json!({
            "version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "detail-type": "Halved", "source": "desk",
            "account": "111122223333", "time": "2026-11-23T12:00:00Z", "region": "eu-central-1", "resources": [],
            "detail": { "number": number },
        })
    };
    let odd = |number: i64| {
        let message = json!({ "message": format!("{number} is odd"), "data": { "number": number } });
        Err(("HalfError.Odd".to_owned(), message.to_string()))
    };
    for (handler, started, expected) in [
        ("tick", json!({ "at": "2026-11-23T12:00:00Z" }), Ok(Value::Null)),
        ("tick", json!({ "at": "2026-11-23T13:00:00Z" }), odd(13)),
        ("hear", event(8), Ok(Value::Null)),
        ("hear", event(7), odd(7)),
    ] {
        let answered = answer(handler, started.clone()).await;
        let answered = answered.map_err(|(name, message)| {
            let message: Value = serde_json::from_str(&message).unwrap_or_default();
            (name, message.to_string())
        });
        assert_eq!(answered, expected, "{handler} of {started}");
    }
    let nothing = answer("hear", json!({ "number": 8 })).await;
    assert_eq!(
        nothing.map_err(|(name, _)| name),
        Err("InvalidInput".to_owned()),
        "an event has an envelope"
    );
}

/// Names and values.
type Variables<'a> = &'a [(&'a str, &'a str)];

const LAMBDA: [(&str, &str); 4] = [
    ("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:9001"),
    ("AWS_LAMBDA_FUNCTION_NAME", "desk-dev-half"),
    ("AWS_LAMBDA_FUNCTION_VERSION", "1"),
    ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128"),
];

async fn start(handler: &str, variables: Variables<'_>) -> Result<Function, String> {
    let variables: Vec<_> = LAMBDA
        .iter()
        .chain(&[("_HANDLER", handler)])
        .chain(variables)
        .copied()
        .collect();
    let env = ferrovia_aws::bind(env(&variables)).await;
    let env = env.bind::<dyn TokenVerifier>(Arc::new(Credulous));
    Function::start(&app(), env).map_err(|error| error.to_string())
}

async fn answer(handler: &str, event: Value) -> Result<Value, (String, String)> {
    let function = start(handler, &[])
        .await
        .unwrap_or_else(|error| panic!("{error}"));
    function
        .answer(event)
        .await
        .map_err(|failure| (failure.error_type, failure.error_message))
}

#[tokio::test]
async fn a_value_is_answered_by_a_value() {
    assert_eq!(
        answer("half", json!({ "number": 8 })).await,
        Ok(json!({ "number": 4 }))
    );
}

/// `_HANDLER` is what AWS knows a function by; the name between the two nobody has.
#[tokio::test]
async fn a_renamed_handler_is_found_by_its_first_name() {
    for handler in ["double", "twice"] {
        let answered = answer(handler, json!({ "number": 8 })).await;
        assert_eq!(answered, Ok(json!({ "number": 16 })), "{handler}");
    }
    let refused = start("twofold", &[]).await.err().unwrap();
    assert!(refused.contains("there is no handler `twofold`"), "{refused}");
}

#[tokio::test]
async fn a_failure_has_its_variants_name_and_carries_its_data() {
    let (name, envelope) = answer("half", json!({ "number": 7 })).await.unwrap_err();
    assert_eq!(name, "HalfError.Odd");
    let envelope: Value = serde_json::from_str(&envelope).unwrap();
    assert_eq!(
        envelope,
        json!({ "message": "7 is odd", "data": { "number": 7 } })
    );
}

#[tokio::test]
async fn an_event_that_does_not_fit_is_a_failure() {
    for (handler, event) in [
        ("half", json!({ "text": 1 })),
        ("get_half", json!({ "number": 8 })),
    ] {
        let (name, _) = answer(handler, event).await.unwrap_err();
        assert_eq!(name, "InvalidInput");
    }
}

#[tokio::test]
async fn a_panic_is_a_failure_and_the_next_event_is_answered() {
    let function = start("half", &[]).await.unwrap_or_else(|error| panic!("{error}"));
    let failure = function.answer(json!({ "number": 0 })).await.unwrap_err();
    assert_eq!(failure.error_type, "Panicked");
    assert!(
        !failure.error_message.contains("zero"),
        "{}",
        failure.error_message
    );
    assert_eq!(
        function.answer(json!({ "number": 2 })).await,
        Ok(json!({ "number": 1 }))
    );
}

/// Believes a token that is the claims themselves.
struct Credulous;

#[async_trait]
impl TokenVerifier for Credulous {
    async fn verify(&self, token: &str) -> Result<Claims, TokenRefused> {
        serde_json::from_str(token)
            .map(Claims)
            .map_err(|_| TokenRefused::Invalid)
    }
}

fn get(number: &str, claims: Value) -> Value {
    json!({
        "version": "2.0",
        "routeKey": "GET /v1/halves/{number}",
        "rawPath": format!("/v1/halves/{number}"),
        "rawQueryString": "",
        "headers": { "x-request-id": "req-1", "authorization": format!("Bearer {claims}") },
        "requestContext": {
            "http": { "method": "GET", "path": "/", "protocol": "HTTP/1.1", "sourceIp": "192.0.2.1", "userAgent": "x" },
            "stage": "$default",
            "timeEpoch": 1,
            "authorizer": { "jwt": { "claims": { "sub": "nobody" }, "scopes": null } },
        },
        "isBase64Encoded": false,
    })
}

#[tokio::test]
async fn a_request_is_answered_by_a_response() {
    let caller = json!({ "sub": "u-1", "tenant": "t-1", "scope": "halves:read", "auth_time": 1 });
    let stranger = json!({ "sub": "u-1" });
    let cases = [
        ("8", &caller, 200, "number"),
        ("7", &caller, 500, "title"),
        ("0", &caller, 500, "title"),
        ("x", &caller, 400, "title"),
        ("8", &stranger, 401, "title"),
    ];
    for (number, claims, status, member) in cases {
        let answer = answer("get_half", get(number, claims.clone())).await.unwrap();
        assert_eq!(answer["statusCode"], status, "{number} {claims}");
        assert_eq!(answer["headers"]["x-request-id"], "req-1");
        let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
        assert!(body.get(member).is_some(), "{body}");
    }
}

#[tokio::test]
async fn all_mistakes_are_told_at_once() {
    let key = ("OPENAI_API_KEY", "local");
    let bedrock = ("INTENT_MODEL", "bedrock:amazon.nova-lite-v1:0");
    let cases: [(&str, Variables, &str); 6] = [
        (
            "everything",
            &[],
            "the variable `DATABASE_URL` is not set; the variable `OPENAI_API_KEY_SECRET_ARN` is not set; the variable \
             `REDRIVE_QUEUE_URL` is not set; the variable `PLATFORM_EVENT_BUS` is not set",
        ),
        (
            "think",
            &[],
            "the variable `OPENAI_API_KEY_SECRET_ARN` is not set",
        ),
        (
            "think",
            &[("INTENT_MODEL", "openai:gpt-4o-mini,bedrock:amazon.nova-lite-v1:0")],
            "the variable `OPENAI_API_KEY_SECRET_ARN` is not set",
        ),
        // The binary binds `LanguageModels`; here nobody does.
        (
            "think",
            &[key],
            "no adapter is bound for the port `dyn ferrovia::port::LanguageModels`; bind one with `Env::bind`",
        ),
        (
            "think",
            &[bedrock],
            "no adapter is bound for the port `dyn ferrovia::port::LanguageModels`; bind one with `Env::bind`",
        ),
        (
            "third",
            &[],
            "there is no handler `third`; there are half, get_half, everything, think, twice, tick, hear",
        ),
    ];
    for (handler, variables, expected) in cases {
        let told = start(handler, variables).await.err();
        assert_eq!(
            told,
            Some(format!("the function `{handler}` cannot start: {expected}"))
        );
    }
}

#[tokio::test]
async fn a_route_with_scopes_does_not_start_without_a_verifier() {
    let variables: Vec<_> = LAMBDA.into_iter().chain([("_HANDLER", "get_half")]).collect();
    let env = ferrovia_aws::bind(env(&variables)).await;
    let told = Function::start(&app(), env).err().map(|error| error.to_string());
    let expected = "the function `get_half` cannot start: its route has scopes, and nothing verifies tokens: list a resource \
                    of kind `KeySet` and a handler that refreshes it, or bind a `TokenVerifier`";
    assert_eq!(told.as_deref(), Some(expected));
}

#[tokio::test]
async fn outside_lambda_a_function_does_not_start() {
    let told = Function::start(&app(), env(&[]))
        .err()
        .map(|error| error.to_string());
    let expected = "the function `?` cannot start: the variable `AWS_LAMBDA_RUNTIME_API` is not set; the variable \
                    `AWS_LAMBDA_FUNCTION_NAME` is not set; the variable `AWS_LAMBDA_FUNCTION_VERSION` is not set; the \
                    variable `AWS_LAMBDA_FUNCTION_MEMORY_SIZE` is not set; the variable `_HANDLER` is not set";
    assert_eq!(told.as_deref(), Some(expected));
}
