//! Workflows run as Rust and as the state machines that codegen emits for them: with the same input and the same
//! answers of their steps both do the same.
//!
//! `FERROVIA_DIFFERENTIAL_SEED` and `FERROVIA_DIFFERENTIAL_COUNT` ask for other generated workflows, and more;
//! `FERROVIA_DIFFERENTIAL_CASES` for more inputs of each workflow. `tests/differential.sh` does.
#![allow(missing_docs, unreachable_pub, reason = "a test's types explain themselves")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]
#![allow(clippy::nonminimal_bool, reason = "the workflows use all of the language")]

mod choices;
#[path = "../../sdk/tests/workflow/desk.rs"]
#[allow(dead_code, reason = "its handlers' bodies are for others")]
mod desk;
mod fixtures;
#[path = "../../sdk/tests/workflow/forms.rs"]
mod forms;
mod generated;
mod lockstep;
mod machine;
mod plain;
mod steps;
mod time_outs;
mod values;
mod vocabulary;
mod world;

use choices::Choices;
use ferrovia::App;
use machine::Deployed;
use plain::{Reply, Subject};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use serde::Deserialize;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::VecDeque;
use values::Values;
use world::{Drawn, Script};

/// How many inputs each workflow is given, unless more are asked for.
const CASES: u32 = 100;

/// As many decisions as an input and the answers of some steps take.
const DECISIONS: usize = 300;

/// What the cases of some workflows came to.
#[derive(Debug, Default)]
struct Tally {
    cases: u32,
    succeeded: u32,
    failed: u32,
    aborted: u32,
    replies: usize,
    failures: usize,
    faults: usize,
    side_by_side: u32,
}

fn number(variable: &str) -> Option<u32> {
    Some(std::env::var(variable).ok()?.parse().expect("a number"))
}

/// Runs each workflow with many inputs and worlds, as plain copy and as machine.
fn prove(subjects: &[Subject], app: App, cases: u32) -> Tally {
    plain::expect_overflows();
    let deployed = Deployed::of(app.model());
    let cases = number("FERROVIA_DIFFERENTIAL_CASES").unwrap_or(cases);
    let seed = number("FERROVIA_DIFFERENTIAL_SEED").unwrap_or(0);
    let tally = RefCell::new(Tally::default());
    let mut reports = Vec::new();
    for subject in subjects {
        let emitted = deployed.machine(subject.name);
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let outcome = runner.run(&vec(any::<u32>(), 0..DECISIONS), |numbers| {
            let mut choices = Choices::given(numbers);
            let payload = &emitted.workflow.input;
            let mut values = Values::new(&mut choices, &deployed.app.shapes, &payload.schema);
            let input = values.of(&payload.ty, Some(&payload.schema));
            if let Err(error) = (subject.input)(&input) {
                panic!("an input that no caller could give: {error}");
            }
            let mut world = Drawn::new(&mut choices, &deployed);
            let trace = lockstep::run(subject, &deployed.app, emitted, &input, &mut world)
                .map_err(TestCaseError::fail)?;
            tally.borrow_mut().add(&trace);
            Ok(())
        });
        match outcome {
            Ok(()) => {}
            Err(TestError::Fail(report, _)) => reports.push(report.to_string()),
            Err(TestError::Abort(reason)) => panic!("{reason}"),
        }
    }
    assert!(
        reports.is_empty(),
        "{} of {} workflows differ\n\n{}",
        reports.len(),
        subjects.len(),
        reports.join("\n\n----\n\n")
    );
    tally.into_inner()
}

impl Tally {
    fn add(&mut self, trace: &lockstep::Trace) {
        self.cases += 1;
        match &trace.ended {
            Some(Ok(_)) => self.succeeded += 1,
            Some(Err(_)) => self.failed += 1,
            None => self.aborted += 1,
        }
        for reply in &trace.replies {
            match reply {
                Reply::Answer(_) => self.replies += 1,
                Reply::Failure(_) => self.failures += 1,
                Reply::Fault(_) => self.faults += 1,
            }
        }
        self.side_by_side += u32::from(trace.side_by_side);
    }

    /// A proof in which some of it never happens proves less than it says.
    fn assert_all_happened(&self) {
        let Self {
            cases,
            succeeded,
            failed,
            aborted,
            replies,
            failures,
            faults,
            side_by_side,
        } = self;
        println!("{self:?}");
        let all = *cases > 0 && *succeeded > cases / 5 && *failed > 0 && *aborted > 0 && *side_by_side > 0;
        assert!(all && *replies > 0 && *failures > 0 && *faults > 0, "{self:?}");
    }
}

/// Lists the help desk's workflows once.
macro_rules! desk {
    ($($name:ident),+; $($form:ident),+) => {
        fn desk_subjects() -> Vec<Subject> {
            vec![$(Subject::of::<desk::$name>("")),+, $(Subject::of::<forms::$form>("")),+]
        }

        fn desk_app() -> App {
            App::new("desk", "A help desk.")
                .handler::<desk::find_ticket>()
                .handler::<desk::save_note>()
                .handler::<desk::notify>()
                .handler::<desk::list_tickets>()
                .handler::<desk::hand_over>()
                .handler::<desk::hand_back>()
                $(.workflow::<desk::$name>())+
                $(.workflow::<forms::$form>())+
        }
    };
}

desk!(
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
    escalate;
    sum_up,
    count_up,
    wait_for_owner,
    follow,
    fan_out,
    cross,
    find_all,
    look,
    calculate,
    spend,
    complain,
    share,
    translate
);

#[test]
fn the_help_desk() {
    let mut subjects = desk_subjects();
    // It counts as far as it is told: four thousand million rounds are no test.
    subjects.retain(|subject| subject.name != "count_up");
    prove(&subjects, desk_app(), CASES).assert_all_happened();
}

#[test]
fn the_platform() {
    use handlers::workflows::answer_message::answer_message;
    use handlers::workflows::hand_over::hand_over;
    let subjects = [Subject::of::<answer_message>(""), Subject::of::<hand_over>("")];
    prove(&subjects, handlers::app(), CASES).assert_all_happened();
}

#[test]
fn generated_workflows() {
    prove(&generated::subjects(), generated::app(), CASES).assert_all_happened();
}

#[test]
fn fixtures_of_earlier_failures() {
    prove(&fixtures::subjects(), fixtures::app(), CASES);
}

/// What a workflow makes of an input when its steps answer as they do here: the SDK's own cases.
#[derive(Deserialize)]
struct Case {
    workflow: String,
    about: String,
    input: Value,
    /// In order: each step's name, what it is given, and its answer.
    steps: Vec<(String, Value, Value)>,
    answer: Value,
    /// Seconds.
    #[serde(default)]
    slept: i64,
}

#[test]
fn the_help_desks_cases() {
    plain::expect_overflows();
    let (subjects, deployed) = (desk_subjects(), Deployed::of(desk_app().model()));
    for cases in [
        include_str!("../../sdk/tests/workflow/cases.json"),
        include_str!("../../sdk/tests/workflow/forms.json"),
    ] {
        let cases: Vec<Case> = serde_json::from_str(cases).unwrap();
        assert!(!cases.is_empty());
        cases
            .into_iter()
            .for_each(|case| check(&subjects, &deployed, case));
    }
}

fn check(subjects: &[Subject], deployed: &Deployed, case: Case) {
    let about = format!("`{}`: {}", case.workflow, case.about);
    let subject = subjects.iter().find(|subject| subject.name == case.workflow);
    let subject = subject.expect("every workflow of the help desk is listed here");
    let mut script = VecDeque::new();
    let mut is_retried = false;
    for (step, input, reply) in case.steps {
        let function = deployed
            .app
            .functions
            .iter()
            .find(|function| function.name == step)
            .unwrap();
        // A script's failures are final, whatever could be tried again.
        let error = reply
            .get("error")
            .and_then(|name| function.errors.iter().find(|error| error.name == *name));
        let retries = error
            .and_then(|error| error.retry.as_ref())
            .map_or(0, |backoff| backoff.max_attempts);
        is_retried |= retries > 0 || function.wait.is_some();
        for _ in 0..=retries {
            script.push_back((step.clone(), input.clone(), reply.clone()));
        }
    }
    let mut script = Script(script);
    let machine = deployed.machine(subject.name);
    let trace = lockstep::run(subject, &deployed.app, machine, &case.input, &mut script);
    let trace = trace.unwrap_or_else(|report| panic!("{about}: {report}"));
    match &trace.ended {
        Some(Ok(output)) => assert_eq!(json!({ "ok": output }), case.answer, "{about}"),
        Some(Err(error)) => {
            assert_eq!(
                json!({ "error": error.name, "data": error.data }),
                case.answer,
                "{about}"
            );
        }
        None => assert!(case.answer.get("aborts").is_some(), "{about}: it was aborted"),
    }
    assert!(script.0.is_empty(), "{about}: steps that were never called");
    if !is_retried {
        assert_eq!(
            trace.took,
            case.slept * 1000,
            "{about}: it waits longer, or not so long"
        );
    }
}
