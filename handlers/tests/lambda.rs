//! The binary as Lambda runs it: a process that asks the runtime's API for events.
#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

#[expect(dead_code, reason = "a process is told where to log in, and needs no options")]
mod support;

use std::collections::{BTreeMap, VecDeque};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::Duration;

use ferrovia_local::postgres::Server;
use handlers::domain::TenantId;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use uuid::Uuid;
use wiremock::matchers::{header, method, path, path_regex};
use wiremock::{Mock, MockServer, Request, ResponseTemplate};

const NEXT: &str = "/2018-06-01/runtime/invocation/next";

/// Names and values.
type Variables = &'static [(&'static str, &'static str)];

/// Longer than any test; the machine may be busy.
const PATIENCE: Duration = Duration::from_secs(120);

/// Lambda: an API that hands events out, and takes what becomes of them.
struct Runtime {
    server: MockServer,
    told: UnboundedReceiver<(String, Value)>,
}

impl Runtime {
    async fn with(events: &[Value]) -> Self {
        let server = MockServer::start().await;
        let events = Mutex::new(events.iter().cloned().enumerate().collect::<VecDeque<_>>());
        let next = move |_: &Request| match events.lock().unwrap().pop_front() {
            Some((number, event)) => ResponseTemplate::new(200)
                .insert_header("lambda-runtime-aws-request-id", format!("event-{number}"))
                .insert_header("lambda-runtime-deadline-ms", "4102444800000")
                .insert_header(
                    "lambda-runtime-invoked-function-arn",
                    "arn:aws:lambda:eu-central-1:1:function:f",
                )
                .insert_header(
                    "lambda-runtime-trace-id",
                    "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
                )
                .set_body_json(event),
            None => ResponseTemplate::new(200).set_delay(PATIENCE),
        };
        Mock::given(method("GET"))
            .and(path(NEXT))
            .respond_with(next)
            .mount(&server)
            .await;
        let (tell, told) = unbounded_channel();
        let take = move |request: &Request| {
            let body = request.body_json().unwrap_or(Value::Null);
            let place = request
                .url
                .path()
                .trim_start_matches("/2018-06-01/runtime/")
                .to_owned();
            tell.send((place, body)).unwrap();
            ResponseTemplate::new(202)
        };
        let places = "^/2018-06-01/runtime/(invocation/[^/]+/(response|error)|init/error)$";
        Mock::given(method("POST"))
            .and(path_regex(places))
            .respond_with(take)
            .mount(&server)
            .await;
        Self { server, told }
    }

    /// The next thing that the process tells Lambda: where, and what.
    async fn told(&mut self) -> (String, Value) {
        tokio::time::timeout(PATIENCE, self.told.recv())
            .await
            .unwrap()
            .unwrap()
    }

    /// The process, as Lambda would start it.
    fn command(&self, variables: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lambda"));
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", self.server.address().to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "atendimento-test-function")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "1")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_REGION", "eu-central-1")
            .env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
            .env("AWS_SECRET_ACCESS_KEY", "dummy")
            .envs(variables.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn start(&self, variables: &[(&str, &str)]) -> Process {
        Process(self.command(variables).spawn().unwrap())
    }

    /// Runs a process that ends by itself.
    async fn run(&self, variables: &[(&str, &str)]) -> Output {
        let mut command = self.command(variables);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap());
        tokio::time::timeout(PATIENCE, output).await.unwrap().unwrap()
    }
}

/// A process that is ended with the test.
struct Process(Child);

impl Process {
    /// Ends it. What it wrote on standard output is its log.
    fn log(mut self) -> Vec<Value> {
        self.0.kill().unwrap();
        let output = std::io::read_to_string(self.0.stdout.take().unwrap()).unwrap();
        output
            .lines()
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}")))
            .collect()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// An OpenAI-compatible server that says `content`, and after that is overloaded.
async fn model_that_says(content: &str) -> MockServer {
    let server = MockServer::start().await;
    let completion = json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o-mini-2024-07-18",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": content }, "finish_reason": "stop" }],
    });
    let ask = || Mock::given(method("POST")).and(path("/v1/chat/completions"));
    ask()
        .and(header("authorization", "Bearer sk-local"))
        .respond_with(ResponseTemplate::new(200).set_body_json(completion))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    ask()
        .respond_with(ResponseTemplate::new(503))
        .mount(&server)
        .await;
    server
}

#[tokio::test]
async fn events_are_answered_and_failures_have_their_names() {
    let question = json!({ "text": "Where is my order?" });
    let mut lambda = Runtime::with(&[question.clone(), question, json!({ "words": 1 })]).await;
    let model = model_that_says(r#"{"intent":"order_status","confidence":0.75}"#).await;
    let process = lambda.start(&[
        ("_HANDLER", "classify_intent"),
        ("INTENT_MODEL", "openai:gpt-4o-mini"),
        ("OPENAI_BASE_URL", &format!("{}/v1", model.uri())),
        ("OPENAI_API_KEY", "sk-local"),
    ]);

    let intent = json!({ "name": "order_status", "confidence": 0.75 });
    let (place, classified) = lambda.told().await;
    assert_eq!(
        (place.as_str(), &classified["intent"]),
        ("invocation/event-0/response", &intent)
    );

    let (place, error) = lambda.told().await;
    assert_eq!(
        (place.as_str(), &error["errorType"]),
        ("invocation/event-1/error", &json!("ModelError.Exhausted"))
    );
    let envelope: Value = serde_json::from_str(error["errorMessage"].as_str().unwrap()).unwrap();
    assert_eq!(
        envelope,
        json!({ "message": "no language model replied", "data": null })
    );

    let (place, error) = lambda.told().await;
    assert_eq!(
        (place.as_str(), &error["errorType"]),
        ("invocation/event-2/error", &json!("InvalidInput"))
    );

    // The log is JSON throughout, and each line says which event it is about.
    let log = process.log();
    assert!(
        log.iter().any(|line| line["span"]["requestId"] == "event-1"),
        "{log:?}"
    );
}

#[tokio::test]
async fn a_function_that_cannot_start_says_why_once() {
    let app = handlers::app();
    let known: Vec<&str> = app
        .as_model()
        .functions
        .iter()
        .map(|known| known.name.as_str())
        .collect();
    let unknown = format!("there is no handler `classify`; there are {}", known.join(", "));
    const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://db:5432/platform");
    const CERTIFICATES: (&str, &str) = ("DATABASE_CA", "Cargo.toml");
    let cases: [(&str, Variables, &str); 10] = [
        ("classify", &[], &unknown),
        ("load_history", &[], "the variable `DATABASE_URL` is not set"),
        (
            "post_message",
            &[],
            "the variable `DATABASE_URL` is not set; the variable `ANSWER_MESSAGE_WORKFLOW_ARN` is not set; \
             the variable `TOKEN_CLIENTS` is not set; the variable `TOKEN_ISSUER` is not set; \
             the variable `TOKEN_KEYS_BUCKET` is not set",
        ),
        (
            "load_history",
            &[DATABASE, ("DATABASE_AUTHENTICATION", "secret"), CERTIFICATES],
            "the variable `DATABASE_AUTHENTICATION` is `secret`: it is `password` or `iam`",
        ),
        ("migrate_platform", &[], "the variable `DATABASE_URL` is not set"),
        (
            "migrate_platform",
            &[DATABASE, ("DATABASE_AUTHENTICATION", "iam"), CERTIFICATES],
            "the variable `DATABASE_AUTHENTICATION` is `iam`: whoever migrates logs in by `secret` or `password`",
        ),
        (
            "migrate_platform",
            &[DATABASE, ("DATABASE_AUTHENTICATION", "secret"), CERTIFICATES],
            "the variable `DATABASE_MASTER_SECRET_ARN` is not set",
        ),
        (
            "publish_answered",
            &[],
            "the variable `PLATFORM_EVENTS_EVENT_BUS` is not set; the variable `DATABASE_URL` is not set",
        ),
        (
            "generate_reply",
            &[("ANSWER_MODEL", "bedrock:amazon.nova-pro-v1:0,openai:gpt-4o-mini")],
            "the variable `OPENAI_API_KEY_SECRET_ARN` is not set; \
             the variable `PLATFORM_FLAGS_CONFIGURATION_ARN` is not set",
        ),
        (
            "classify_intent",
            &[("INTENT_MODEL", "openai:gpt-5")],
            "the variable `INTENT_MODEL` is `openai:gpt-5`: `openai:gpt-5` is not a candidate; choose from \
             bedrock:amazon.nova-micro-v1:0, openai:gpt-4o-mini",
        ),
    ];
    for (handler, variables, reason) in cases {
        let mut lambda = Runtime::with(&[]).await;
        let variables: Vec<_> = variables.iter().copied().chain([("_HANDLER", handler)]).collect();
        let output = lambda.run(&variables).await;
        let message = format!("the function `{handler}` cannot start: {reason}");
        assert!(!output.status.success(), "{handler}");
        assert_eq!(
            String::from_utf8(output.stderr).unwrap(),
            format!("error: {message}\n")
        );
        let told = json!({ "errorType": "Misconfigured", "errorMessage": message });
        assert_eq!(lambda.told().await, ("init/error".to_owned(), told));
    }
}

#[tokio::test]
async fn a_function_starts_with_only_what_its_signature_asks_for() {
    let cases: [(&str, Variables); 4] = [
        (
            "add_tenant",
            &[("DATABASE_URL", "postgres://add_tenant:x@127.0.0.1:9/platform")],
        ),
        ("classify_intent", &[]),
        (
            "publish_answered",
            &[
                ("PLATFORM_EVENTS_EVENT_BUS", "atendimento-test"),
                (
                    "DATABASE_URL",
                    "postgres://publish_answered:x@127.0.0.1:9/platform",
                ),
            ],
        ),
        (
            "save_turn",
            &[("DATABASE_URL", "postgres://save_turn:x@127.0.0.1:9/platform")],
        ),
    ];
    for (handler, variables) in cases {
        let mut lambda = Runtime::with(&[json!({})]).await;
        let variables: Vec<_> = variables.iter().copied().chain([("_HANDLER", handler)]).collect();
        let _process = lambda.start(&variables);
        let (place, error) = lambda.told().await;
        assert_eq!(
            (place.as_str(), &error["errorType"]),
            ("invocation/event-0/error", &json!("InvalidInput")),
            "{handler}"
        );
    }
}

/// What Cognito asks for a person (version 2) or a program (version 3).
fn token(client: &str, tenant: Option<&str>) -> Value {
    let mut event = json!({
        "version": "3",
        "triggerSource": "TokenGeneration_ClientCredentials",
        "region": "eu-central-1",
        "userPoolId": "eu-central-1_EXAMPLE",
        "userName": "",
        "callerContext": { "awsSdkVersion": "aws-sdk-unknown-unknown", "clientId": client },
        "request": {
            "userAttributes": {},
            "groupConfiguration": {},
            "scopes": ["api/messages:write"],
            "clientMetadata": { "tenant": "tenant_somebody-elses" },
        },
        "response": { "claimsAndScopeOverrideDetails": {} },
    });
    if let Some(tenant) = tenant {
        event["version"] = json!("2");
        event["triggerSource"] = json!("TokenGeneration_HostedAuth");
        event["userName"] = json!("JaneDoe");
        event["request"]["userAttributes"] = json!({ "sub": "u-1", "custom:tenant": tenant });
    }
    event
}

#[tokio::test]
async fn cognito_is_told_the_tenant_of_people_and_of_programs() {
    let server = Server::shared().await.unwrap();
    let database = server.database(&support::template()).await.unwrap();
    let owner = database.pool().await.unwrap();
    for (client, status) in [("shop", "active"), ("debtor", "suspended")] {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, client.as_bytes());
        let mut transaction = owner.begin().await.unwrap();
        for statement in [
            "select set_config('app.tenant_id', $1::text, true), $2, $3",
            "insert into app.tenants (id, slug, name, status) values ($1::uuid, $2, $2, $3)",
            "insert into app.api_clients (client_id, tenant_id) select $2, $1::uuid where $3 <> ''",
        ] {
            sqlx::query(statement)
                .bind(id.to_string())
                .bind(client)
                .bind(status)
                .execute(&mut *transaction)
                .await
                .unwrap();
        }
        transaction.commit().await.unwrap();
    }
    let tenant_of =
        |client: &str| TenantId::from(Uuid::new_v5(&Uuid::NAMESPACE_OID, client.as_bytes())).to_string();
    let (shop, debtor, nobody) = (tenant_of("shop"), tenant_of("debtor"), tenant_of("nobody"));
    let url = support::url_as(&database, "add_tenant");

    let named = json!({ "accessTokenGeneration": { "claimsToAddOrOverride": { "tenant": shop } } });
    let unknown = Err((
        "AddTenantError.NoTenant",
        "this account or client belongs to no tenant",
    ));
    let suspended = Err(("AddTenantError.TenantSuspended", "the tenant is suspended"));
    let cases = [
        (token("shop", None), Ok(&named)),
        (token("web", Some(&shop)), Ok(&named)),
        (token("debtor", None), suspended),
        (token("web", Some(&debtor)), suspended),
        // What a person is called by counts, and not what their app is.
        (token("shop", Some(&nobody)), unknown),
        (token("shop", Some("shop")), unknown),
        (token("shop", Some("")), unknown),
        (token("stranger", None), unknown),
        (token("", None), unknown),
    ];
    for (event, expected) in cases {
        let (place, told) = ask(&url, &event).await;
        match expected {
            Ok(details) => {
                let mut answer = event.clone();
                answer["response"] = json!({ "claimsAndScopeOverrideDetails": details });
                assert_eq!((place.as_str(), &told), ("invocation/event-0/response", &answer));
            }
            Err((name, message)) => {
                assert_eq!(place, "invocation/event-0/error", "{event}: {told}");
                assert_eq!(
                    (&told["errorType"], &told["errorMessage"]),
                    (&json!(name), &json!(message))
                );
            }
        }
    }
}

/// What the gauges of the outbox say, each with its unit, after one run of the relay.
async fn backlog(database: &str) -> BTreeMap<String, (u64, String)> {
    let tick = json!({ "at": "2026-11-23T12:00:00Z" });
    let variables = [
        ("_HANDLER", "relay_outbox"),
        ("DATABASE_URL", database),
        ("PLATFORM_EVENTS_EVENT_BUS", "atendimento-test"),
        ("GAUGE_NAMESPACE", "atendimento-test"),
        // How little is logged is no matter of gauges.
        ("LOG_LEVEL", "FATAL"),
    ];
    loop {
        let mut lambda = Runtime::with(std::slice::from_ref(&tick)).await;
        let process = lambda.start(&variables);
        let told = lambda.told().await;
        // As in `ask`.
        if told.1["errorType"] == "JobError.Unavailable" {
            continue;
        }
        assert_eq!(told, ("invocation/event-0/response".to_owned(), Value::Null));
        let embedded = process.log().into_iter().filter(|line| !line["_aws"].is_null());
        return embedded
            .map(|line| {
                let metrics = &line["_aws"]["CloudWatchMetrics"];
                let name = metrics[0]["Metrics"][0]["Name"].as_str().unwrap().to_owned();
                let unit = metrics[0]["Metrics"][0]["Unit"].as_str().unwrap().to_owned();
                let expected = json!([{
                    "Namespace": "atendimento-test", "Dimensions": [[]], "Metrics": [{ "Name": name, "Unit": unit }]
                }]);
                assert_eq!((metrics, &line["level"]), (&expected, &json!("FATAL")));
                assert!(line["_aws"]["Timestamp"].as_u64() > Some(1_700_000_000_000), "{line}");
                (name.clone(), (line[&name].as_u64().unwrap(), unit))
            })
            .collect();
    }
}

#[tokio::test]
async fn the_relay_reports_what_is_given_up_and_what_waits() {
    let server = Server::shared().await.unwrap();
    let database = server.database(&support::template()).await.unwrap();
    let relay = support::url_as(&database, "relay_outbox");
    let healthy = |(name, unit): (&str, &str)| (name.to_owned(), (0, unit.to_owned()));
    let healthy = BTreeMap::from([("dead_events", "Count"), ("oldest_event", "Seconds")].map(healthy));
    assert_eq!(backlog(&relay).await, healthy);

    // Of two tenants: one given up long ago, one that this run gives up, since nobody publishes such events, one that waits
    // for its next try, and three that nobody need know of: one that is published, one that an erasure holds back, and a
    // younger one.
    let events = "
        ('Known', now() - interval '3 hours', null, now(), true),
        ('NobodyKnowsIt', now(), null, now(), false),
        ('Known', now() - interval '2 hours', null, now() + interval '1 hour', false),
        ('Known', now() - interval '4 days', now(), now(), false),
        ('Known', now() - interval '5 days', null, 'infinity', false),
        ('Known', now() - interval '1 hour', null, now() + interval '1 hour', false)";
    let owner = database.pool().await.unwrap();
    for tenant in [
        "01a20499-7f41-70e8-b7de-87c49b3d868e",
        "01a20499-7f41-70e8-b7de-87c49b3d868f",
    ] {
        let statements = format!(
            "begin;
             select set_config('app.tenant_id', '{tenant}', true);
             insert into app.tenants (id, slug, name) values (app.tenant(), 's' || right('{tenant}', 1), 'Shop');
             insert into app.outbox (tenant_id, id, detail_type, detail, created_at, published_at, available_at, dead)
             select app.tenant(), gen_random_uuid(), kind, '{{}}', stored::timestamptz, published::timestamptz,
                    due::timestamptz, dead
               from (values {events}) as event (kind, stored, published, due, dead);
             commit"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(statements))
            .execute(&owner)
            .await
            .unwrap();
    }
    let told = backlog(&relay).await;
    assert_eq!(told["dead_events"], (4, "Count".to_owned()));
    let (oldest, unit) = &told["oldest_event"];
    // On the slowest machine the test takes less than an hour.
    assert!((7_200..10_800).contains(oldest) && unit == "Seconds", "{told:?}");
}

/// What a process answers that is asked once. On a busy machine a connection may take longer than the platform waits
/// for one: Cognito, too, would ask again.
async fn ask(database: &str, event: &Value) -> (String, Value) {
    loop {
        let mut lambda = Runtime::with(std::slice::from_ref(event)).await;
        let _process = lambda.start(&[("_HANDLER", "add_tenant"), ("DATABASE_URL", database)]);
        let told = lambda.told().await;
        if told.1["errorType"] != "AddTenantError.Unavailable" {
            return told;
        }
    }
}
