//! Workflows run as Rust, and resolve as machines, whatever of the language they use.
#![allow(missing_docs, unreachable_pub, reason = "a test's types explain themselves")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![allow(clippy::nonminimal_bool, reason = "the workflows use all of the language")]

#[path = "workflow/desk.rs"]
mod desk;

use desk::*;
use ferrovia::{App, HandlerError, Step, Steps, Workflow, model};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::future::Future;
use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

/// What a workflow makes of an input when its steps answer as they do here.
#[derive(Deserialize)]
struct Case {
    workflow: String,
    about: String,
    input: Value,
    /// In order: each step's name, what it is given, and its answer.
    steps: VecDeque<(String, Value, Value)>,
    answer: Value,
}

/// Answers steps as a case says, and asserts that they are asked as it says.
struct Script(Mutex<VecDeque<(String, Value, Value)>>);

impl Steps for Script {
    async fn dispatch<H: Step>(&self, input: H::Input) -> Result<H::Output, H::Error> {
        let (name, expected, answer) = self.0.lock().unwrap().pop_front().unwrap();
        assert_eq!(
            (H::NAME, serde_json::to_value(&input).unwrap()),
            (name.as_str(), expected)
        );
        match answer.get("error").and_then(Value::as_str) {
            Some(name) => Err(H::Error::from_wire(name, &answer["data"]).unwrap()),
            None => Ok(serde_json::from_value(answer["ok"].clone()).unwrap()),
        }
    }
}

fn check<W: Workflow>(case: Case) {
    let steps = Script(Mutex::new(case.steps));
    let mut running = pin!(W::run(&steps, serde_json::from_value(case.input).unwrap()));
    let answer = match running.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(Ok(answer)) => json!({ "ok": answer }),
        Poll::Ready(Err(error)) => json!({ "error": error.wire().name, "data": error.wire().data }),
        Poll::Pending => panic!("a scripted step never waits"),
    };
    assert_eq!(answer, case.answer, "{}", case.about);
    let left = steps.0.lock().unwrap().len();
    assert_eq!(left, 0, "{}: steps that were never called", case.about);
}

/// Lists the workflows once: for the cases, and for the app.
macro_rules! workflows {
    ($($name:ident),+) => {
        fn run(case: Case) {
            match case.workflow.as_str() {
                $(stringify!($name) => check::<$name>(case),)+
                other => panic!("there is no workflow `{other}`"),
            }
        }

        fn app() -> model::App {
            App::new("desk", "A help desk.")
                .handler::<find_ticket>()
                .handler::<save_note>()
                .handler::<notify>()
                .handler::<list_tickets>()
                .handler::<hand_over>()
                .handler::<hand_back>()
                $(.workflow::<$name>())+
                .model()
        }
    };
}

workflows!(
    open_ticket,
    describe_status,
    find_or_note,
    compare_tickets,
    triage,
    wrap,
    nightly,
    fall_back,
    shelve,
    options,
    gather,
    escalate
);

#[test]
fn the_plain_copy_does_what_the_author_wrote() {
    let cases: Vec<Case> = serde_json::from_str(include_str!("workflow/cases.json")).unwrap();
    assert!(!cases.is_empty());
    cases.into_iter().for_each(run);
}

#[test]
fn every_workflow_resolves() {
    let checked = app().check();
    assert!(checked.is_ok(), "{}", checked.unwrap_err());
}

/// `FERROVIA_MODEL_OUT=desk.json` keeps the model, for those who want to see its machines.
#[test]
fn a_model_survives_json() {
    let model = app();
    let text = serde_json::to_string_pretty(&model).unwrap();
    if let Some(path) = std::env::var_os("FERROVIA_MODEL_OUT") {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(serde_json::from_str::<model::App>(&text).unwrap(), model);
}
