//! A waiting handler is given its token beside its input; whoever has `Complete` answers it.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

use async_trait::async_trait;
use ferrovia::model::{Grant, Type, Wait};
use ferrovia::{
    AcquireError, App, Capability, Complete, Env, ErrorEnvelope, Failure, Handler, HandlerError, Invocation,
    Port, PortError, Reply, Shape, TaskToken, TaskTokenValue, TaskTokens, TokenError, data, handler,
    workflow,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[data]
struct HandOver {
    conversation: String,
}

#[data]
struct Handled {
    note: String,
}

#[derive(Debug, PartialEq, thiserror::Error, HandlerError)]
enum HandOverError {
    /// No agent took it in time.
    #[error("no agent took it in time")]
    #[timeout]
    TimedOut,
    /// The agent sent it back.
    #[error("{by} sent it back")]
    Refused { by: String },
}

/// Where tokens are kept.
trait Queue: Send + Sync {
    fn keep(&self, conversation: String, token: TaskTokenValue);
}

/// The agents' queue, and Step Functions: both write down what they are told.
#[derive(Default)]
struct World(Mutex<Vec<Value>>);

impl World {
    fn note(&self, note: Value) {
        self.0.lock().unwrap().push(note);
    }

    fn notes(&self) -> Value {
        Value::Array(std::mem::take(&mut *self.0.lock().unwrap()))
    }
}

impl Queue for World {
    fn keep(&self, conversation: String, token: TaskTokenValue) {
        self.note(json!([conversation, token]));
    }
}

#[async_trait]
impl TaskTokens for World {
    async fn succeed(&self, token: &TaskTokenValue, output: Value) -> Result<(), TokenError> {
        self.note(json!(["succeed", token, output]));
        Ok(())
    }

    async fn fail(&self, token: &TaskTokenValue, error: ErrorEnvelope) -> Result<(), TokenError> {
        self.note(json!(["fail", token, error.name, error.message, error.data]));
        Err(TokenError::Closed)
    }

    async fn heartbeat(&self, token: &TaskTokenValue) -> Result<(), TokenError> {
        self.note(json!(["heartbeat", token]));
        Err(TokenError::Port(PortError::Throttled { service: "here" }))
    }
}

/// Puts a conversation into the agents' queue.
#[handler(timeout = "20s", wait = "3d", heartbeat = "1h")]
async fn hand_over(
    request: HandOver,
    token: TaskToken<Handled>,
    queue: Port<dyn Queue>,
) -> Result<(), HandOverError> {
    if request.conversation.is_empty() {
        return Err(HandOverError::Refused {
            by: "nobody".to_owned(),
        });
    }
    queue.keep(request.conversation, token.into_value());
    Ok(())
}

#[workflow(kind = "standard", timeout = "7d")]
async fn escalate(request: HandOver) -> Result<Handled, HandOverError> {
    hand_over(request).await
}

#[handler]
async fn close(token: TaskTokenValue, handing_over: Complete<hand_over>) -> Result<(), HandOverError> {
    let handled = Handled {
        note: "done".to_owned(),
    };
    handing_over
        .succeed(&token, &handled)
        .await
        .map_err(|_| HandOverError::TimedOut)
}

fn app() -> App {
    App::new("desk", "A help desk.")
        .handler::<hand_over>()
        .handler::<close>()
        .workflow::<escalate>()
}

fn env(world: &Arc<World>) -> Env {
    Env::default()
        .bind::<dyn Queue>(Arc::clone(world) as _)
        .bind::<dyn TaskTokens>(Arc::clone(world) as _)
}

/// What `hand_over` answers when it is invoked with `payload`.
async fn invoke(world: &Arc<World>, payload: Value) -> Result<Value, Failure> {
    let running = app().start("hand_over", env(world)).unwrap();
    match running.invoke(Invocation::Value(payload)).await? {
        Reply::Value(value) => Ok(value),
        Reply::Http(response) => panic!("a response: {response:?}"),
    }
}

#[tokio::test]
async fn the_token_comes_beside_the_input() {
    let world = Arc::default();
    let handed = json!({ "input": { "conversation": "c-1" }, "task_token": "AQC=" });
    assert_eq!(invoke(&world, handed).await, Ok(Value::Null));
    assert_eq!(world.notes(), json!([["c-1", "AQC="]]));
    let refused = json!({ "input": { "conversation": "" }, "task_token": "AQC=" });
    assert_eq!(
        invoke(&world, refused).await.unwrap_err().name,
        "HandOverError.Refused"
    );
}

#[tokio::test]
async fn without_a_token_it_is_not_called() {
    let world = Arc::default();
    for payload in [
        json!({ "conversation": "c-1" }),
        json!({ "input": { "conversation": "c-1" } }),
        json!({ "input": { "conversation": "c-1" }, "task_token": 7 }),
        json!(null),
    ] {
        let failure = invoke(&world, payload).await.unwrap_err();
        assert_eq!(failure.name, "InvalidInput");
        assert_eq!(
            failure.message,
            "a waiting step is given `input` and `task_token`: call it from a workflow"
        );
    }
    // What is wrong with the input is told as ever, and nothing of the token.
    let payload = json!({ "input": {}, "task_token": "secret" });
    let failure = invoke(&world, payload).await.unwrap_err();
    assert_eq!(failure.message, "at `.`: missing field `conversation`");
    assert_eq!(world.notes(), json!([]));
}

#[test]
fn the_outcome_is_what_the_step_answers() {
    let app = app().model();
    let function = app.function("hand_over").unwrap();
    assert_eq!(function.output.ty, Type::Named("task_token::Handled".to_owned()));
    let wait = Wait {
        seconds: 3 * 86_400,
        heartbeat_seconds: Some(3600),
    };
    assert_eq!((function.timeout_seconds, function.wait), (20, Some(wait)));
    let names: Vec<&str> = function.parameters.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["queue"], "a token permits nothing");
    let message = |path: &str| {
        let mut errors = function.errors.iter();
        errors.find(|error| error.path == path).unwrap().timeout.clone()
    };
    assert_eq!(message("TimedOut").as_deref(), Some("no agent took it in time"));
    assert_eq!(message("Refused"), None);
    assert_eq!(app.check().map(drop), Ok(()));
}

#[tokio::test]
async fn whoever_may_answers() {
    assert_eq!(
        Complete::<hand_over>::grants(),
        [Grant::CompleteStep("hand_over".to_owned())]
    );
    let missing = AcquireError::Unbound("dyn ferrovia::port::TaskTokens");
    assert_eq!(
        Complete::<hand_over>::acquire(&Env::default()).map(drop),
        Err(missing)
    );

    let world = Arc::default();
    let complete = Complete::<hand_over>::acquire(&env(&world)).unwrap();
    let token = TaskTokenValue::new("AQC=");
    let handled = Handled {
        note: "done".to_owned(),
    };
    assert_eq!(complete.succeed(&token, &handled).await, Ok(()));
    let refused = HandOverError::Refused { by: "Ada".to_owned() };
    assert_eq!(complete.fail(&token, &refused).await, Err(TokenError::Closed));
    assert!(matches!(
        complete.heartbeat(&token).await,
        Err(TokenError::Port(_))
    ));
    assert_eq!(
        world.notes(),
        json!([
            ["succeed", "AQC=", { "note": "done" }],
            ["fail", "AQC=", "HandOverError.Refused", "Ada sent it back", { "by": "Ada" }],
            ["heartbeat", "AQC="],
        ])
    );
}

/// What a waiting handler is called with in a test of its own.
#[tokio::test]
async fn the_function_is_called_as_it_stands() {
    let world = Arc::default();
    let queue = Port::<dyn Queue>::acquire(&env(&world)).unwrap();
    let token = TaskToken::new(TaskTokenValue::new("AQC="));
    let request = HandOver {
        conversation: "c-1".to_owned(),
    };
    assert_eq!(hand_over(request, token, queue).await, Ok(()));
    assert_eq!(world.notes(), json!([["c-1", "AQC="]]));
    assert_eq!(<hand_over as Handler>::NAME, "hand_over");
}

#[test]
fn a_token_is_text_that_is_not_printed() {
    let token: TaskTokenValue = serde_json::from_value(json!("AQC=")).unwrap();
    assert_eq!(serde_json::to_value(&token).unwrap(), "AQC=");
    assert_eq!(token.as_str(), "AQC=");
    assert_eq!(TaskTokenValue::shape(&mut Default::default()), Type::String);
    let handed = TaskToken::<Handled>::new(token.clone());
    for printed in [
        format!("{token:?}"),
        format!("{handed:?}"),
        format!("{:?}", Some(&token)),
    ] {
        assert!(!printed.contains("AQC"), "{printed}");
    }
    assert_eq!(
        schemars::schema_for!(TaskTokenValue).get("type"),
        Some(&json!("string"))
    );
}

/// The cause that a failing task has is one that an envelope reads back.
#[test]
fn a_cause_is_read_back() {
    let envelope = HandOverError::Refused { by: "Ada".to_owned() }.wire();
    assert_eq!(ErrorEnvelope::parse(&envelope.name, &envelope.cause()), envelope);
    let back = HandOverError::from_wire(&envelope.name, &envelope.data);
    assert_eq!(back, Some(HandOverError::Refused { by: "Ada".to_owned() }));
}
