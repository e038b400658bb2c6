//! The whole platform through its front door: HTTP in, workflow as plain Rust, a real PostgreSQL where each function is
//! the database user that codegen made for it, scripted models, a bus that remembers.
#![cfg(feature = "runtime")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends at the first thing that should not be"
)]

#[path = "support/still_clock.rs"]
#[expect(dead_code, reason = "nobody counts pauses here")]
mod still_clock;
mod support;

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply};
use ferrovia::model::{Candidate, Kind, environment};
use ferrovia::{
    AcquireError, Claims, Configurations, Env, EventPublisher, ExecutionOutcome, HandlerError, Invocation,
    LanguageModels, PortError, Reply, Step, Steps, WorkflowStarter,
};
use ferrovia_local::ConfigurationFiles;
use ferrovia_local::postgres::{Database, Server};
use handlers::adapters::outbound::postgres::Postgres;
use handlers::adapters::outbound::{CircuitsInMemory, Guardrails, ScriptedModel, TimeOrderedIds};
use handlers::ports::{
    BreakerStore, Clock, Guard, HistoryStore, Ids, MessageStore, PublishedEvents, TurnStore,
};
use handlers::workflows::answer_message::answer_message;
use serde_json::{Value, json};
use sqlx::postgres::PgPoolOptions;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use still_clock::StillClock;
use uuid::Uuid;

/// What the bus was given.
#[derive(Default)]
struct Bus {
    down: bool,
    events: Mutex<Vec<(String, Value)>>,
}

#[async_trait]
impl EventPublisher for Bus {
    async fn publish(
        &self,
        _: &str,
        _: &str,
        detail_type: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError> {
        if self.down {
            return Err(PortError::Throttled { service: "the bus" });
        }
        let named = details.into_iter().map(|detail| (detail_type.to_owned(), detail));
        self.events.lock().unwrap().extend(named);
        Ok(())
    }
}

/// One script for whichever model is asked.
struct Models(Arc<ScriptedModel>);

impl LanguageModels for Models {
    fn open(&self, _: &Candidate) -> Result<Arc<dyn ChatModel>, AcquireError> {
        Ok(self.0.clone())
    }
}

/// Runs the workflow as plain Rust: each step in its own function's surroundings.
struct InProcess(BTreeMap<&'static str, Env>);

impl Steps for InProcess {
    async fn dispatch<H: Step>(&self, input: H::Input) -> Result<H::Output, H::Error> {
        let running = handlers::app().start(H::NAME, self.0[H::NAME].clone()).unwrap();
        let input = Invocation::Value(serde_json::to_value(input).unwrap());
        match running.invoke(input).await {
            Ok(Reply::Value(output)) => Ok(serde_json::from_value(output).unwrap()),
            Ok(Reply::Http(response)) => panic!("a step answers no {response:?}"),
            Err(failure) => Err(H::Error::from_wire(&failure.name, &failure.data).unwrap()),
        }
    }
}

#[async_trait]
impl WorkflowStarter for InProcess {
    async fn start(
        &self,
        workflow: &str,
        _: Kind,
        _: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        assert_eq!(workflow, "answer_message");
        Ok(
            match answer_message(self, serde_json::from_value(input).unwrap()).await {
                Ok(answer) => ExecutionOutcome::Succeeded(serde_json::to_value(answer).unwrap()),
                Err(error) => {
                    let envelope = error.wire();
                    ExecutionOutcome::Failed {
                        cause: envelope.text(),
                        error: envelope.name,
                    }
                }
            },
        )
    }

    /// At once: whoever goes on without waiting must not depend on when it ends.
    async fn launch(&self, workflow: &str, execution: &str, input: Value) -> Result<String, PortError> {
        self.start(workflow, Kind::Express, execution, input).await?;
        Ok(format!("arn:{execution}"))
    }
}

/// A workflow whose end nobody hears of in time.
struct TooSlow;

#[async_trait]
impl WorkflowStarter for TooSlow {
    async fn start(&self, _: &str, _: Kind, _: &str, _: Value) -> Result<ExecutionOutcome, PortError> {
        Err(PortError::TimedOut {
            service: "Step Functions",
        })
    }

    async fn launch(&self, _: &str, _: &str, _: Value) -> Result<String, PortError> {
        Err(PortError::TimedOut {
            service: "Step Functions",
        })
    }
}

struct Platform {
    database: Database,
    env: Env,
    tenant: Uuid,
    models: Arc<ScriptedModel>,
    bus: Arc<Bus>,
}

impl Platform {
    async fn start(script: Vec<Result<ChatReply, ChatError>>, bus: Bus) -> Self {
        Self::start_late(script, bus, Duration::ZERO).await
    }

    /// A platform on which so much time passes before an answer is begun.
    async fn start_late(script: Vec<Result<ChatReply, ChatError>>, bus: Bus, delay: Duration) -> Self {
        let database = Server::shared()
            .await
            .unwrap()
            .database(&support::template())
            .await
            .unwrap();
        let (models, bus) = (Arc::new(ScriptedModel::new(script)), Arc::new(bus));
        let in_function = |name| (name, surroundings(&database, name, &models, &bus, delay));
        let steps = [
            "classify_intent",
            "load_history",
            "generate_reply",
            "save_turn",
            "publish_answered",
        ];
        let starter = InProcess(steps.into_iter().map(in_function).collect());
        let env = in_function("post_message")
            .1
            .bind::<dyn WorkflowStarter>(Arc::new(starter));
        let tenant = Uuid::now_v7();
        let platform = Self {
            database,
            env,
            tenant,
            models,
            bus,
        };
        platform
            .execute(
                "insert into app.tenants (id, slug, name) values ($1, left(md5($1::text), 20), 'A tenant')",
            )
            .await;
        platform
    }

    /// A transaction of the tables' owner, in the tenant's name.
    async fn owner(&self) -> sqlx::Transaction<'static, sqlx::Postgres> {
        let mut transaction = self.database.pool().await.unwrap().begin().await.unwrap();
        sqlx::query("select set_config('app.tenant_id', $1, true)")
            .bind(self.tenant.to_string())
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction
    }

    /// Runs a statement about the tenant.
    async fn execute(&self, sql: &'static str) {
        let mut transaction = self.owner().await;
        sqlx::query(sql)
            .bind(self.tenant)
            .execute(&mut *transaction)
            .await
            .unwrap();
        transaction.commit().await.unwrap();
    }

    /// Counts rows of the tenant.
    async fn count(&self, sql: &'static str) -> i64 {
        sqlx::query_scalar(sql)
            .bind(self.tenant)
            .fetch_one(&mut *self.owner().await)
            .await
            .unwrap()
    }

    /// Sends a request with a key of its own.
    async fn post(&self, path: &str, body: &Value) -> (http::Response<bytes::Bytes>, Value) {
        self.send(path, &[("idempotency-key", &Uuid::now_v7().to_string())], body)
            .await
    }

    async fn send(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        body: &Value,
    ) -> (http::Response<bytes::Bytes>, Value) {
        let claims: BTreeMap<String, Value> = [
            ("sub".to_owned(), json!("user-1")),
            ("tenant".to_owned(), json!(format!("tenant_{}", self.tenant))),
            ("scope".to_owned(), json!("api/messages:write")),
        ]
        .into();
        let mut request = http::Request::post(path)
            .header("content-type", "application/json")
            .body(bytes::Bytes::from(body.to_string()))
            .unwrap();
        for (name, value) in headers {
            let name: http::HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, value.parse().unwrap());
        }
        request.extensions_mut().insert(Claims(claims));
        let running = handlers::app().start("post_message", self.env.clone()).unwrap();
        let Ok(Reply::Http(response)) = running.invoke(Invocation::Http(Box::new(request))).await else {
            panic!("a route answers with a response");
        };
        let body = serde_json::from_slice(response.body()).unwrap();
        (response, body)
    }
}

/// What a function finds around it: only its own role in the database.
fn surroundings(
    database: &Database,
    function: &'static str,
    models: &Arc<ScriptedModel>,
    bus: &Arc<Bus>,
    delay: Duration,
) -> Env {
    let clock = Arc::new(StillClock::default());
    if function == "generate_reply" {
        clock.advance(delay);
    }
    let pool = PgPoolOptions::new()
        .acquire_timeout(Duration::from_secs(300))
        .connect_lazy_with(support::options_as(database, function));
    let postgres = Arc::new(Postgres::new(pool).with_attempt_timeout(Duration::from_secs(300)));
    let variables = [(
        environment::DATABASE_URL.to_owned(),
        "postgres://in.the.pool".to_owned(),
    )];
    Env::new(variables.into())
        .bind::<dyn MessageStore>(postgres.clone())
        .bind::<dyn HistoryStore>(postgres.clone())
        .bind::<dyn PublishedEvents>(postgres.clone())
        .bind::<dyn TurnStore>(postgres)
        .bind::<dyn Ids>(Arc::new(TimeOrderedIds))
        .bind::<dyn Guard>(Arc::new(Guardrails))
        .bind::<dyn Clock>(clock.clone())
        .bind::<dyn BreakerStore>(Arc::new(CircuitsInMemory::new(clock)))
        .bind::<dyn LanguageModels>(Arc::new(Models(models.clone())))
        .bind::<dyn Configurations>(Arc::new(ConfigurationFiles::default()))
        .bind::<dyn EventPublisher>(bus.clone())
}

fn intent(name: &str) -> Result<ChatReply, ChatError> {
    ScriptedModel::says(json!({ "intent": name, "confidence": 0.9 }).to_string())
}

#[tokio::test]
async fn a_message_is_answered_and_the_next_one_knows_it() {
    let script = vec![
        intent("order_status"),
        ScriptedModel::says("It left our warehouse yesterday."),
        intent("other"),
        ScriptedModel::says("You are welcome."),
    ];
    let platform = Platform::start(script, Bus::default()).await;

    let first = json!({ "customer_id": "c-1041", "content": "Where is my order 88213?" });
    let (response, body) = platform.post("/v1/messages", &first).await;
    assert_eq!(response.status(), 201, "{body}");
    assert_eq!(
        response.headers()["location"].to_str().unwrap(),
        format!("/v1/messages/{}", body["id"].as_str().unwrap())
    );
    assert!(
        response.headers()["x-request-id"]
            .to_str()
            .unwrap()
            .starts_with("req_")
    );
    assert!(!response.headers().contains_key("deprecation"));
    assert_eq!(body["intent"]["name"], "order_status");
    assert_eq!(body["answer"]["content"], "It left our warehouse yesterday.");
    assert_eq!(
        (&body["sequence"], &body["answer"]["sequence"]),
        (&json!(1), &json!(2))
    );

    let next =
        json!({ "customer_id": "c-1041", "conversation_id": body["conversation_id"], "content": "Thanks!" });
    let (response, body) = platform.post("/message", &next).await;
    assert_eq!(response.status(), 201, "{body}");
    assert_eq!(response.headers()["deprecation"], "@1793491200");
    assert_eq!(response.headers()["sunset"], "Mon, 01 Nov 2027 00:00:00 GMT");
    assert_eq!(
        response.headers()["link"],
        "</v1/messages>; rel=\"successor-version\""
    );
    assert_eq!(
        (&body["sequence"], &body["answer"]["sequence"]),
        (&json!(3), &json!(4))
    );

    let asked = format!("{:?}", platform.models.requests().last().unwrap());
    assert!(
        asked.contains("Where is my order 88213?") && asked.contains("It left our warehouse yesterday."),
        "{asked}"
    );
    let events = platform.bus.events.lock().unwrap().clone();
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].0, "ConversationAnswered");
    assert_eq!(events[1].1["message_id"], body["id"]);
    assert!(
        !format!("{events:?}").contains("Thanks"),
        "an event quotes nobody"
    );
    assert_eq!(
        platform
            .count("select count(*) from app.messages where tenant_id = $1 and status = 'completed'")
            .await,
        4
    );
    assert_eq!(
        platform
            .count("select count(*) from app.runs where tenant_id = $1")
            .await,
        2
    );
}

#[tokio::test]
async fn what_nobody_told_the_model_no_customer_reads() {
    let promised = "You get a refund of $500 within 3 days.";
    let script = vec![
        intent("billing"),
        ScriptedModel::says(promised),
        ScriptedModel::says(promised),
        intent("billing"),
        ScriptedModel::says(promised),
    ];
    let platform = Platform::start(script, Bus::default()).await;
    let asks = json!({ "customer_id": "c-1", "content": "I want my money back" });
    let (response, body) = platform.post("/v1/messages", &asks).await;
    assert_eq!(response.status(), 201, "{body}");
    assert_eq!(body["answer"]["status"], "refused", "{body}");
    assert!(!body.to_string().contains("$500"), "{body}");
    let rejected = "select count(*) from app.runs
                     where tenant_id = $1 and outcome = 'refused' and model = 'scripted'
                       and guard @? '$.inspected[1].violations[*] ? (@.check == \"promise\")'
                       and guard::text not like '%500%'";
    assert_eq!(
        platform.count(rejected).await,
        1,
        "why is kept, and not the words"
    );

    // The company says so itself.
    platform
        .execute(
            "update app.tenants set settings = '{\"answers\": {\"facts\":
                 \"A refund of $500 is paid within 3 days.\"}}' where id = $1",
        )
        .await;
    let (_, body) = platform.post("/v1/messages", &asks).await;
    assert_eq!(body["answer"]["content"], promised, "{body}");
    assert_eq!(body["answer"]["status"], "completed", "{body}");
}

#[tokio::test]
async fn a_message_without_an_answer_is_kept() {
    let platform = Platform::start(vec![intent("billing")], Bus::default()).await;
    let (response, body) = platform
        .post(
            "/v1/messages",
            &json!({ "customer_id": "c-1", "content": "Why was I charged twice?" }),
        )
        .await;
    assert_eq!(response.status(), 503, "{body}");
    assert_eq!(response.headers()["content-type"], "application/problem+json");
    assert_eq!(response.headers()["retry-after"], "5");
    assert!(
        body["type"]
            .as_str()
            .unwrap()
            .ends_with("temporary-reduced-capacity"),
        "{body}"
    );
    assert!(body["detail"].as_str().unwrap().contains("msg_"), "{body}");
    assert!(body["message_id"].as_str().unwrap().starts_with("msg_"), "{body}");
    assert_eq!(
        platform
            .count("select count(*) from app.messages where tenant_id = $1 and status = 'processing'")
            .await,
        1
    );
    assert!(platform.bus.events.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_bus_that_is_down_costs_no_answer_and_no_event() {
    let script = vec![intent("account"), ScriptedModel::says("Done.")];
    let platform = Platform::start(
        script,
        Bus {
            down: true,
            ..Bus::default()
        },
    )
    .await;
    let (response, body) = platform
        .post(
            "/v1/messages",
            &json!({ "customer_id": "c-1", "content": "Change my name" }),
        )
        .await;
    assert_eq!(response.status(), 201, "{body}");
    assert_eq!(
        platform
            .count("select count(*) from app.outbox where tenant_id = $1")
            .await,
        1
    );
}

#[tokio::test]
async fn mistakes_are_told_and_leave_nothing_behind() {
    let unknown = json!("conv_0190a6f2-0000-7000-8000-000000000000");
    let cases = [
        (json!({ "customer_id": "c-1" }), 400, "validation"),
        (json!({ "customer_id": "c-1", "content": "" }), 400, "validation"),
        (
            json!({ "customer_id": "c-1", "content": "Hello", "contnet": 1 }),
            400,
            "validation",
        ),
        (
            json!({ "customer_id": "c-1", "content": "Hello", "conversation_id": "conv_1" }),
            400,
            "validation",
        ),
        (
            json!({ "customer_id": "c-1", "content": "Hello", "conversation_id": unknown }),
            404,
            "not-found",
        ),
    ];
    let platform = Platform::start(Vec::new(), Bus::default()).await;
    for (body, status, slug) in cases {
        let (response, problem) = platform.post("/v1/messages", &body).await;
        assert_eq!(response.status(), status, "{body}: {problem}");
        assert!(
            problem["type"].as_str().unwrap().ends_with(slug),
            "{body}: {problem}"
        );
        assert!(
            problem["instance"]
                .as_str()
                .unwrap()
                .starts_with("urn:request:req_"),
            "{problem}"
        );
    }
    platform
        .execute("update app.tenants set status = 'suspended' where id = $1")
        .await;
    let (response, problem) = platform
        .post(
            "/v1/messages",
            &json!({ "customer_id": "c-1", "content": "Hello" }),
        )
        .await;
    assert_eq!(response.status(), 403, "{problem}");
    assert_eq!(
        platform
            .count("select count(*) from app.messages where tenant_id = $1")
            .await,
        0
    );
    assert_eq!(
        platform
            .count("select count(*) from app.customers where tenant_id = $1")
            .await,
        0
    );
}

#[tokio::test]
async fn an_answer_is_not_begun_that_would_come_too_late() {
    // Of 20 s, two are kept back, and three are the least that is of use.
    for (delay, asked, status) in [(14_999, 2, 201), (15_001, 1, 503)] {
        let script = vec![intent("billing"), ScriptedModel::says("It was a mistake.")];
        let delay = Duration::from_millis(delay);
        let platform = Platform::start_late(script, Bus::default(), delay).await;
        let body = json!({ "customer_id": "c-1041", "content": "Why did I pay twice?" });
        let (response, body) = platform.post("/v1/messages", &body).await;
        assert_eq!(response.status(), status, "{delay:?}: {body}");
        assert_eq!(platform.models.requests().len(), asked, "{delay:?}");
    }
}

#[tokio::test]
async fn a_key_whose_request_had_no_answer_is_free_again() {
    let script = vec![
        intent("billing"),
        // Asked twice.
        Err(ChatError::Overloaded),
        Err(ChatError::Overloaded),
        intent("billing"),
        ScriptedModel::says("It was a mistake."),
    ];
    let platform = Platform::start(script, Bus::default()).await;
    let body = json!({ "customer_id": "c-1", "content": "Why was I charged twice?" });
    let key = [("idempotency-key", "k-1")];
    let (response, problem) = platform.send("/v1/messages", &key, &body).await;
    assert_eq!(response.status(), 503, "{problem}");
    // Not a replay: it goes on with the message that is stored.
    let (response, answered) = platform.send("/v1/messages", &key, &body).await;
    assert_eq!(response.status(), 201, "{answered}");
    assert!(!response.headers().contains_key("idempotency-replayed"));
    assert_eq!(answered["id"], problem["message_id"]);
    assert_eq!(
        (&answered["sequence"], &answered["answer"]["sequence"]),
        (&json!(1), &json!(2))
    );
    let (response, again) = platform.send("/v1/messages", &key, &body).await;
    assert_eq!(response.headers()["idempotency-replayed"], "true");
    assert_eq!(again, answered);
}

#[tokio::test]
async fn who_waited_too_long_is_told_to_ask_again_from_then_on() {
    let mut platform = Platform::start(Vec::new(), Bus::default()).await;
    platform.env = platform
        .env
        .clone()
        .bind::<dyn WorkflowStarter>(Arc::new(TooSlow));
    let body = json!({ "customer_id": "c-1", "content": "Why was I charged twice?" });
    let headers = [("idempotency-key", "k-1"), ("prefer", "wait=3")];
    let (response, told) = platform.send("/v1/messages", &headers, &body).await;
    assert_eq!(response.status(), 202, "{told}");
    assert_eq!(told["status"], "processing");
    let (response, again) = platform.send("/v1/messages", &headers, &body).await;
    assert_eq!(response.status(), 202, "{told}");
    assert_eq!(response.headers()["idempotency-replayed"], "true");
    assert_eq!(again, told);

    // A workflow that could not be started is not promised: the message is stored, and the same request tries again.
    let headers = [("idempotency-key", "k-2"), ("prefer", "respond-async")];
    let (response, told) = platform.send("/v1/messages", &headers, &body).await;
    assert_eq!(response.status(), 503, "{told}");
    let (response, again) = platform.send("/v1/messages", &headers, &body).await;
    assert_eq!(response.status(), 503, "{again}");
    assert_eq!(again["message_id"], told["message_id"]);
}
