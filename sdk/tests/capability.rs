//! What a signature asks for: data at build time, the thing itself at run time.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    reason = "a test's types explain themselves, and it may fail loudly"
)]

use async_trait::async_trait;
use ferrovia::language_model::{ChatError, ChatModel, ChatReply, ChatRequest};
use ferrovia::model::{Candidate, Grant, Kind};
use ferrovia::{
    AcquireError, Append, Capability, Database, Env, Erase, ErrorEnvelope, Event, EventBus, EventPublisher,
    ExecutionOutcome, HandlerError, Invoke, LanguageModel, LanguageModels, Launch, Outcome, Port, PortError,
    Publish, Queue, Queues, Read, Resource, Secret, Secrets, Start, Table, Update, WorkflowStarter, Write,
    data, handler, workflow,
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};

#[derive(Resource)]
#[resource(name = "platform", kind = Database, definition = Database::in_schema("app"))]
struct Platform;

#[derive(Resource)]
#[resource(name = "messages", kind = Table<Platform>)]
struct Messages;

#[derive(Resource)]
#[resource(name = "drafts", kind = Table<Platform>)]
struct Drafts;

#[derive(Resource)]
#[resource(name = "openai-key", kind = Secret)]
struct OpenAiKey;

#[derive(Resource)]
#[resource(name = "answer", kind = LanguageModel, definition = LanguageModel::any_of([
    LanguageModel::openai::<OpenAiKey>("gpt-4o-mini"),
    LanguageModel::bedrock("amazon.nova-lite-v1:0"),
    LanguageModel::bedrock("amazon.nova-pro-v1:0"),
]))]
struct AnswerModel;

#[derive(Resource)]
#[resource(name = "redrive", kind = Queue<Job>)]
struct Redrive;

#[derive(Resource)]
#[resource(name = "platform", kind = EventBus)]
struct PlatformBus;

#[data]
struct Job {
    number: u32,
}

#[data]
#[derive(Event)]
#[event(bus = PlatformBus, origin = "desk.messages")]
struct Answered {
    number: u32,
}

#[derive(Debug, PartialEq, thiserror::Error, HandlerError)]
enum JobError {
    #[error("it is too hard")]
    TooHard { by: u32 },
}

#[handler]
async fn run(job: Job) -> Result<u32, JobError> {
    Ok(job.number)
}

#[workflow(kind = "express")]
async fn work(job: Job) -> Result<u32, JobError> {
    run(job).await
}

trait Clock: Send + Sync {
    fn hour(&self) -> u32;
}

#[derive(Capability)]
struct Store {
    messages: Write<Messages>,
    clock: Port<dyn Clock>,
}

#[derive(Capability)]
struct Desk<A: Capability> {
    store: Store,
    old: Erase<Drafts>,
    other: A,
}

/// One of each port; it writes down what it is asked.
#[derive(Default)]
struct World(Mutex<Vec<Value>>);

impl World {
    fn note(&self, note: Value) {
        self.0.lock().unwrap().push(note);
    }

    fn notes(&self) -> Value {
        Value::Array(self.0.lock().unwrap().clone())
    }
}

impl Clock for World {
    fn hour(&self) -> u32 {
        12
    }
}

impl LanguageModels for World {
    fn open(&self, candidate: &Candidate) -> Result<Arc<dyn ChatModel>, AcquireError> {
        Ok(Arc::new(Model(candidate.id())))
    }
}

struct Model(String);

#[async_trait]
impl ChatModel for Model {
    fn name(&self) -> &str {
        &self.0
    }

    async fn complete(&self, _: &ChatRequest) -> Result<ChatReply, ChatError> {
        Err(ChatError::Empty)
    }
}

#[async_trait]
impl Secrets for World {
    async fn value(&self, name: &str) -> Result<secrecy::SecretString, PortError> {
        Ok(format!("the value of {name}").into())
    }
}

#[async_trait]
impl Queues for World {
    async fn send(&self, queue: &str, message: Value) -> Result<(), PortError> {
        self.note(json!([queue, message]));
        Ok(())
    }
}

#[async_trait]
impl EventPublisher for World {
    async fn publish(
        &self,
        bus: &str,
        origin: &str,
        name: &str,
        details: Vec<Value>,
    ) -> Result<(), PortError> {
        self.note(json!([bus, origin, name, details]));
        Err(PortError::Partial {
            service: "EventBridge",
            failed: vec![(1, "busy".to_owned())],
        })
    }
}

#[async_trait]
impl WorkflowStarter for World {
    async fn start(
        &self,
        workflow: &str,
        kind: Kind,
        execution: &str,
        input: Value,
    ) -> Result<ExecutionOutcome, PortError> {
        self.note(json!([workflow, kind, execution, input]));
        let failed = |error: &str, cause: String| ExecutionOutcome::Failed {
            error: error.to_owned(),
            cause,
        };
        let text = |message: &str, data| {
            ErrorEnvelope {
                name: String::new(),
                message: message.to_owned(),
                data,
            }
            .text()
        };
        Ok(match input["number"].as_u64().unwrap() {
            1 => failed("JobError.TooHard", text("it is too hard", json!({ "by": 2 }))),
            2 => failed("JobError.TooHard", "no envelope".to_owned()),
            3 => failed("Lambda.TooManyRequestsException", "Rate Exceeded.".to_owned()),
            4 => ExecutionOutcome::TimedOut,
            5 => ExecutionOutcome::Started {
                execution: "arn:5".to_owned(),
            },
            6 => ExecutionOutcome::Succeeded(json!("six")),
            number => ExecutionOutcome::Succeeded(json!(number)),
        })
    }

    async fn launch(&self, workflow: &str, execution: &str, input: Value) -> Result<String, PortError> {
        self.note(json!(["launch", workflow, execution, input]));
        Ok(format!("arn:{execution}"))
    }
}

fn env(world: &Arc<World>, variables: &[(&str, &str)]) -> Env {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Env::new(variables.collect())
        .bind::<dyn Clock>(Arc::clone(world) as _)
        .bind::<dyn LanguageModels>(Arc::clone(world) as _)
        .bind::<dyn Secrets>(Arc::clone(world) as _)
        .bind::<dyn Queues>(Arc::clone(world) as _)
        .bind::<dyn EventPublisher>(Arc::clone(world) as _)
        .bind::<dyn WorkflowStarter>(Arc::clone(world) as _)
}

const DATABASE: (&str, &str) = ("DATABASE_URL", "postgres://db/app");

#[test]
fn a_verb_on_a_noun_is_one_grant() {
    fn check<C: Capability>(grant: fn(String) -> Grant, name: &str) {
        assert_eq!(C::grants(), [grant(name.to_owned())]);
    }
    check::<Read<Messages>>(Grant::ReadTable, "messages");
    check::<Append<Messages>>(Grant::AppendTable, "messages");
    check::<Update<Messages>>(Grant::UpdateTable, "messages");
    check::<Write<Messages>>(Grant::WriteTable, "messages");
    check::<Erase<Messages>>(Grant::EraseTable, "messages");
    check::<Read<OpenAiKey>>(Grant::ReadSecret, "openai-key");
    check::<Invoke<AnswerModel>>(Grant::InvokeModel, "answer");
    check::<ferrovia::Send<Redrive>>(Grant::SendQueue, "redrive");
    check::<Publish<Answered>>(Grant::PublishEvent, "Answered");
    check::<Start<work>>(Grant::StartWorkflow, "work");
    check::<Launch<work>>(Grant::LaunchWorkflow, "work");
}

#[test]
fn capabilities_compose() {
    let (write, erase) = (
        Grant::WriteTable("messages".to_owned()),
        Grant::EraseTable("drafts".to_owned()),
    );
    assert_eq!(<Port<dyn Clock>>::grants(), []);
    assert_eq!(Store::grants(), std::slice::from_ref(&write));
    let read = Grant::ReadTable("drafts".to_owned());
    assert_eq!(
        Desk::<Read<Drafts>>::grants(),
        [write.clone(), erase.clone(), read]
    );
    assert_eq!(Desk::<Store>::grants(), [write.clone(), erase, write]);

    let world = Arc::default();
    let desk = Desk::<Store>::acquire(&env(&world, &[DATABASE])).unwrap();
    assert_eq!((desk.store.clock.hour(), desk.other.clock.hour()), (12, 12));
}

#[test]
fn what_is_missing_is_told() {
    fn check<C: Capability>(env: &Env, expected: AcquireError) {
        assert_eq!(C::acquire(env).map(drop), Err(expected));
    }
    let (world, nothing) = (Arc::default(), Env::default());
    let no_database = AcquireError::Variable("DATABASE_URL".to_owned());
    check::<Read<Messages>>(&env(&world, &[]), no_database.clone());
    check::<Read<Messages>>(&env(&world, &[("DATABASE_URL", "")]), no_database.clone());
    check::<Desk<Store>>(&env(&world, &[]), no_database);
    check::<Invoke<AnswerModel>>(
        &nothing,
        AcquireError::Unbound("dyn ferrovia::port::LanguageModels"),
    );
    check::<Read<OpenAiKey>>(&nothing, AcquireError::Unbound("dyn ferrovia::port::Secrets"));
    check::<ferrovia::Send<Redrive>>(&nothing, AcquireError::Unbound("dyn ferrovia::port::Queues"));
    check::<Publish<Answered>>(
        &nothing,
        AcquireError::Unbound("dyn ferrovia::port::EventPublisher"),
    );
    check::<Launch<work>>(
        &nothing,
        AcquireError::Unbound("dyn ferrovia::port::WorkflowStarter"),
    );
    check::<Start<work>>(
        &nothing,
        AcquireError::Unbound("dyn ferrovia::port::WorkflowStarter"),
    );
    check::<Port<dyn Clock>>(&nothing, AcquireError::Unbound("dyn capability::Clock"));
}

#[test]
fn a_variable_chooses_among_the_candidates() {
    fn check(value: Option<&str>, expected: Result<&[&str], &str>) {
        let variables: Vec<_> = value.map(|value| ("ANSWER_MODEL", value)).into_iter().collect();
        let models = Invoke::<AnswerModel>::acquire(&env(&Arc::default(), &variables));
        let names = models.map(|models| {
            models
                .iter()
                .map(|model| model.name().to_owned())
                .collect::<Vec<_>>()
        });
        let expected = expected.map(|names| names.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(
            names.map_err(|error| error.to_string()),
            expected.map_err(str::to_owned)
        );
    }
    let (mini, lite, pro) = (
        "openai:gpt-4o-mini",
        "bedrock:amazon.nova-lite-v1:0",
        "bedrock:amazon.nova-pro-v1:0",
    );
    check(None, Ok(&[mini]));
    check(Some(""), Ok(&[mini]));
    check(Some(pro), Ok(&[pro]));
    check(Some(&format!("{lite}, {mini}")), Ok(&[lite, mini]));
    let all = format!("choose from {mini}, {lite}, {pro}");
    let wrong = |value: &str, id: &str| {
        let message = format!("the variable `ANSWER_MODEL` is `{value}`: `{id}` is not a candidate; {all}");
        check(Some(value), Err(&message));
    };
    wrong("gpt-4o-mini", "gpt-4o-mini");
    wrong("openai:gpt-4o-mini,openai:gpt-4o", "openai:gpt-4o");
    wrong("openai:gpt-4o-mini,", "");
}

#[tokio::test]
async fn each_capability_does_what_it_says() {
    use secrecy::ExposeSecret;
    let world = Arc::default();
    let env = env(&world, &[]);
    let secret = Read::<OpenAiKey>::acquire(&env).unwrap().value().await.unwrap();
    assert_eq!(secret.expose_secret(), "the value of openai-key");
    ferrovia::Send::<Redrive>::acquire(&env)
        .unwrap()
        .send(&Job { number: 1 })
        .await
        .unwrap();
    let events = [Answered { number: 2 }, Answered { number: 3 }];
    let publish = Publish::<Answered>::acquire(&env).unwrap();
    assert_eq!(
        publish.publish(&events).await.unwrap_err().to_string(),
        "EventBridge refused 1 of the entries"
    );
    let notes = json!([
        ["redrive", { "number": 1 }],
        ["platform", "desk.messages", "Answered", [{ "number": 2 }, { "number": 3 }]],
    ]);
    assert_eq!(world.notes(), notes);
}

#[tokio::test]
async fn a_workflow_is_launched_and_left_alone() {
    let world = Arc::default();
    let launch = Launch::<work>::acquire(&env(&world, &[])).unwrap();
    assert_eq!(
        launch.launch("run-1", &Job { number: 7 }).await,
        Ok("arn:run-1".to_owned())
    );
    assert_eq!(
        world.notes(),
        json!([["launch", "work", "run-1", { "number": 7 }]])
    );
}

#[tokio::test]
async fn a_workflow_ends_in_one_of_its_ways() {
    async fn check(number: u32, expected: Outcome<u32, JobError>) {
        let world = Arc::default();
        let start = Start::<work>::acquire(&env(&world, &[])).unwrap();
        assert_eq!(start.start("run-1", &Job { number }).await, Ok(expected));
        assert_eq!(
            world.notes(),
            json!([["work", "express", "run-1", { "number": number }]])
        );
    }
    let broken = |error: &str, cause: &str| Outcome::Broken {
        error: error.to_owned(),
        cause: cause.to_owned(),
    };
    check(7, Outcome::Succeeded(7)).await;
    check(1, Outcome::Failed(JobError::TooHard { by: 2 })).await;
    // Its name, but not its data: whatever failed, it was not this workflow's own error.
    check(2, broken("JobError.TooHard", "no envelope")).await;
    check(3, broken("Lambda.TooManyRequestsException", "Rate Exceeded.")).await;
    check(4, broken("States.Timeout", "")).await;
    check(
        5,
        Outcome::Started {
            execution: "arn:5".to_owned(),
        },
    )
    .await;
    check(
        6,
        broken("InvalidOutput", "invalid type: string \"six\", expected u32"),
    )
    .await;
}
