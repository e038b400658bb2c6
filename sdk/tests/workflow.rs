//! Workflows run as Rust, and resolve as machines, whatever of the language they use.
#![allow(missing_docs, unreachable_pub, reason = "a test's types explain themselves")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![allow(clippy::nonminimal_bool, reason = "the workflows use all of the language")]

#[path = "workflow/desk.rs"]
mod desk;
#[path = "workflow/forms.rs"]
mod forms;

use desk::*;
use ferrovia::{App, HandlerError, Step, Steps, Workflow, model};
use forms::*;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

/// What a workflow makes of an input when its steps answer as they do here.
#[derive(Deserialize)]
struct Case {
    workflow: String,
    about: String,
    input: Value,
    /// In order: each step's name, what it is given, and its answer.
    steps: VecDeque<(String, Value, Value)>,
    /// `ok`, or `error` and `data`, or what it `aborts` with, for which Rust has no value.
    answer: Value,
    /// For how long it sleeps, in seconds.
    #[serde(default)]
    slept: u64,
}

/// Answers steps as a case says, and asserts that they are asked as it says.
struct Script {
    steps: Mutex<VecDeque<(String, Value, Value)>>,
    slept: AtomicU64,
}

impl Steps for Script {
    async fn sleep(&self, time: Duration) {
        self.slept.fetch_add(time.as_secs(), Ordering::Relaxed);
    }

    async fn dispatch<H: Step>(&self, input: H::Input) -> Result<H::Output, H::Error> {
        let (name, expected, answer) = self.steps.lock().unwrap().pop_front().unwrap();
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
    let about = format!("`{}`: {}", case.workflow, case.about);
    let steps = Script {
        steps: Mutex::new(case.steps),
        slept: AtomicU64::new(0),
    };
    let run = || {
        let mut running = pin!(W::run(&steps, serde_json::from_value(case.input).unwrap()));
        running.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    };
    let answer = match catch_unwind(AssertUnwindSafe(run)) {
        Ok(Poll::Ready(Ok(answer))) => json!({ "ok": answer }),
        Ok(Poll::Ready(Err(error))) => json!({ "error": error.wire().name, "data": error.wire().data }),
        Ok(Poll::Pending) => panic!("{about}: a scripted step never waits"),
        Err(end) => json!({ "aborts": end.downcast_ref::<String>() }),
    };
    assert_eq!(answer, case.answer, "{about}");
    assert_eq!(steps.slept.load(Ordering::Relaxed), case.slept, "{about}");
    let left = steps.steps.lock().unwrap().len();
    assert_eq!(left, 0, "{about}: steps that were never called");
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
    escalate,
    sum_up,
    count_up,
    wait_for_owner,
    follow,
    fan_out,
    cross,
    find_all,
    look,
    calculate,
    complain,
    share,
    translate
);

#[test]
fn the_plain_copy_does_what_the_author_wrote() {
    for cases in [
        include_str!("workflow/cases.json"),
        include_str!("workflow/forms.json"),
    ] {
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        assert!(!cases.is_empty());
        cases.into_iter().for_each(run);
    }
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
