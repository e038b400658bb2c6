//! Bounds of cost and latency, counted by hand beside what codegen counts.
#![expect(
    clippy::unwrap_used,
    reason = "a test ends at the first thing that should not be"
)]

use codegen::estimate::{Bound, estimates};
use ferrovia_model::{App, Backoff, CheckedApp};
use std::path::Path;

const GB_SECOND: f64 = 0.0000133334;
const REQUEST: f64 = 0.0000002;
const TRANSITION: f64 = 0.000025;
const EXPRESS: f64 = 0.000001;
/// 64 MB for a second.
const EXPRESS_SECOND: f64 = 0.06 / 3600.0 / 16.0;

fn golden(case: &str, change: impl FnOnce(&mut App)) -> CheckedApp {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(case)
        .join("model.json");
    let mut app: App = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    change(&mut app);
    app.check().unwrap()
}

#[track_caller]
fn check(found: Bound, seconds: f64, calls: f64, usd: f64) {
    assert_eq!((found.seconds, found.calls), (seconds, calls));
    assert!((found.usd - usd).abs() < usd * 1e-9, "{} is not {usd}", found.usd);
}

#[test]
fn a_loop_counts_as_often_as_its_limit_says() {
    let all = estimates(&golden("repeat", |_| ()));
    let follow = all.workflows["follow"];
    // The input, the loop's Choice 25 times, 24 rounds of three states, the end. A round waits an hour and calls once.
    let lambda = |calls: f64| calls * (10.0 * 0.25 * GB_SECOND + REQUEST);
    check(
        follow.no_failure,
        24.0 * 3610.0,
        24.0,
        99.0 * TRANSITION + lambda(24.0),
    );
    // Lambda's faults: three more attempts, after 1, 2 and 4 seconds; each is a transition.
    check(
        follow.worst,
        24.0 * (3600.0 + 40.0 + 7.0),
        96.0,
        (99.0 + 72.0) * TRANSITION + lambda(96.0),
    );
}

#[test]
fn what_a_workflow_has_no_time_for_costs_nothing() {
    let all = estimates(&golden("repeat", |_| ()));
    // A hundred items, ten seconds each, in a workflow that is given up after 300 s: while the last call ends, 10 s more.
    let express = EXPRESS + 300.0 * EXPRESS_SECOND;
    check(
        all.workflows["add_up"].no_failure,
        300.0,
        100.0,
        express + 0.25 * 310.0 * GB_SECOND + 100.0 * REQUEST,
    );
    // Three at a time: 34 turns are 340 s.
    check(
        all.workflows["pack"].no_failure,
        300.0,
        100.0,
        express + 3.0 * 0.25 * 310.0 * GB_SECOND + 100.0 * REQUEST,
    );
}

#[test]
fn retries_add_attempts_and_pauses() {
    let retry = Backoff {
        max_attempts: 2,
        interval_seconds: 3,
        rate: 2.0,
        max_delay_seconds: 5,
    };
    let app = golden("repeat", |app| {
        let of_functions = app.functions.iter_mut().flat_map(|function| &mut function.errors);
        let of_workflows = app.workflows.iter_mut().flat_map(|workflow| &mut workflow.errors);
        let stock = of_functions
            .chain(of_workflows)
            .filter(|error| error.name == "StockError.Empty");
        stock.for_each(|error| error.retry = Some(retry.clone()));
    });
    let follow = estimates(&app).workflows["follow"];
    // Of each round: one attempt, two for the error after 3 and 5 seconds, three for Lambda's faults after 1, 2 and 4.
    let seconds = 24.0 * (3600.0 + 6.0 * 10.0 + 8.0 + 7.0);
    let lambda = 24.0 * 6.0 * (10.0 * 0.25 * GB_SECOND + REQUEST);
    check(
        follow.worst,
        seconds,
        24.0 * 6.0,
        (99.0 + 24.0 * 5.0) * TRANSITION + lambda,
    );
    check(
        follow.no_failure,
        24.0 * 3610.0,
        24.0,
        99.0 * TRANSITION + lambda / 6.0,
    );
}

#[test]
fn a_wait_for_a_person_lasts_as_long_as_it_may() {
    let escalate = estimates(&golden("wait", |_| ())).workflows["escalate"];
    // Two waits of three days and one of 90 minutes; with one more attempt each the seven days are over.
    assert_eq!(escalate.no_failure.seconds, 6.0 * 86_400.0 + 5_400.0);
    assert_eq!(escalate.worst.seconds, 7.0 * 86_400.0);
}

#[test]
fn a_language_model_costs_tokens_and_more_candidates_cost_more_at_worst() {
    let route = |app: CheckedApp| estimates(&app);
    let one = golden("language_model", |app| {
        app.functions[0].route = Some(serde_json::from_value(serde_json::json!({
            "method": "POST", "path": "/texts", "scopes": [], "responses": [{ "status": 204, "description": "Done." }]
        })).unwrap());
    });
    let found = route(one).routes["POST /texts"];
    // 32,768 tokens read and 1,024 written: Nova Lite, the same through a profile, GPT-4o mini.
    let lite = (32_768.0 * 0.06 + 1_024.0 * 0.24) / 1e6;
    let mini = (32_768.0 * 0.15 + 1_024.0 * 0.60) / 1e6;
    let rest = EXPRESS + 20.0 * 0.25 * GB_SECOND + REQUEST;
    check(found.no_failure, 20.0, 1.0, rest + lite);
    check(found.worst, 20.0, 1.0, rest + 2.0 * lite + mini);
}

#[test]
fn a_model_without_a_price_is_told() {
    let app = golden("language_model", |app| {
        app.language_models[0].candidates[0].model = "some.new-model-v9:0".to_owned()
    });
    assert_eq!(estimates(&app).unpriced, ["bedrock:some.new-model-v9:0"]);
}
