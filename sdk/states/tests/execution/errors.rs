//! Retry and Catch: when, how often, and what they do not take.

use crate::support::{check, error, machine, ok, ran, task, with_input};
use ferrovia_states::driver::Answer;
use ferrovia_states::execution::Start;
use serde_json::{Value as Json, json};

fn retried(retriers: Json) -> Json {
    machine("T", json!({ "T": task(json!({ "Retry": retriers })) }))
}

#[test]
fn retries_wait_as_said() {
    let all = |more: Json| {
        let mut retrier = json!({ "ErrorEquals": ["States.ALL"] });
        for (name, value) in more.as_object().expect("fields") {
            retrier[name] = value.clone();
        }
        json!([retrier])
    };
    let cases: [(Json, &[f64]); 8] = [
        (all(json!({})), &[0.0, 1.0, 3.0, 7.0]),
        (all(json!({ "MaxAttempts": 0 })), &[0.0]),
        (
            all(json!({ "IntervalSeconds": 3, "MaxAttempts": 2, "BackoffRate": 1.0 })),
            &[0.0, 3.0, 6.0],
        ),
        (
            all(json!({ "IntervalSeconds": 2, "BackoffRate": 1.5 })),
            &[0.0, 2.0, 5.0, 9.5],
        ),
        (
            all(json!({ "MaxAttempts": 6, "MaxDelaySeconds": 5 })),
            &[0.0, 1.0, 3.0, 7.0, 12.0, 17.0, 22.0],
        ),
        (json!([{ "ErrorEquals": ["Other"] }]), &[0.0]),
        (
            json!([{ "ErrorEquals": ["Other"] }, { "ErrorEquals": ["E"], "MaxAttempts": 1 }]),
            &[0.0, 1.0],
        ),
        // The first retrier that takes the error is the only one.
        (
            json!([{ "ErrorEquals": ["E"], "MaxAttempts": 1 }, { "ErrorEquals": ["States.ALL"] }]),
            &[0.0, 1.0],
        ),
    ];
    for (retriers, times) in cases {
        let expected = json!({ "status": "FAILED", "error": "E", "cause": "because" });
        let ran = check(
            &retried(retriers.clone()),
            json!({}),
            [("T", vec![error("E")])],
            expected,
        );
        assert_eq!(ran.times("T"), times, "{retriers}");
        let counts: Vec<_> = ran.calls.iter().map(|call| call.retry_count as usize).collect();
        assert_eq!(counts, (0..times.len()).collect::<Vec<_>>());
    }
}

#[test]
fn each_retrier_counts_by_itself() {
    let retriers = json!([
        { "ErrorEquals": ["A"], "IntervalSeconds": 1, "MaxAttempts": 2 },
        { "ErrorEquals": ["B"], "IntervalSeconds": 10, "MaxAttempts": 2 },
    ]);
    let answers = [("T", ["A", "B", "A", "B", "A"].map(error).to_vec())];
    let expected = json!({ "status": "FAILED", "error": "A", "cause": "because" });
    let ran = check(&retried(retriers), json!({}), answers, expected);
    assert_eq!(ran.times("T"), [0.0, 1.0, 11.0, 13.0, 33.0]);
}

#[test]
fn retries_start_anew_when_a_state_is_entered_again() {
    let definition = machine(
        "T",
        json!({
            "T": task(json!({ "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 1 }], "Next": "C" })),
            "C": { "Type": "Choice", "Choices": [{ "Condition": "{% $states.input.again %}", "Next": "T" }], "Default": "D" },
            "D": { "Type": "Succeed" },
        }),
    );
    let again = |again: bool| ok(json!({ "again": again }));
    let answers = [("T", vec![error("E"), again(true), error("E"), again(false)])];
    let ran = check(
        &definition,
        json!({}),
        answers,
        json!({ "output": { "again": false } }),
    );
    assert_eq!(ran.times("T"), [0.0, 1.0, 1.0, 2.0]);
}

#[test]
fn jitter_stays_within_the_interval_and_follows_the_seed() {
    let definition = retried(json!([
        { "ErrorEquals": ["E"], "IntervalSeconds": 8, "MaxAttempts": 5, "BackoffRate": 1.0, "JitterStrategy": "FULL" },
    ]));
    let gaps = |seed| {
        let ran = ran(
            &definition,
            Start {
                seed,
                ..with_input(json!({}))
            },
            [("T", vec![error("E")])],
        );
        let times = ran.times("T");
        times.windows(2).map(|pair| pair[1] - pair[0]).collect::<Vec<_>>()
    };
    let all: Vec<_> = (0..40).flat_map(gaps).collect();
    assert_eq!(all.len(), 200);
    assert!(all.iter().all(|gap| (0.0..=8.0).contains(gap)));
    assert!(all.iter().any(|gap| *gap < 2.0) && all.iter().any(|gap| *gap > 6.0));
    assert_eq!(gaps(7), gaps(7));
    assert_ne!(gaps(7), gaps(8));
}

#[test]
fn names_take_what_they_say() {
    let (large, quick) = ("x".repeat(262_145), json!({ "TimeoutSeconds": 1 }));
    let failing = |name: &str| vec![error(name)];
    let cases = [
        ("States.ALL", json!({}), failing("Custom"), true),
        ("States.ALL", json!({}), failing("States.Runtime"), false),
        ("States.Runtime", json!({}), failing("States.Runtime"), true),
        ("States.TaskFailed", json!({}), failing("Custom"), true),
        ("States.TaskFailed", quick.clone(), vec![Answer::never()], false),
        ("States.Timeout", quick.clone(), vec![Answer::never()], true),
        ("States.ALL", quick.clone(), vec![Answer::never()], true),
        ("States.HeartbeatTimeout", quick, vec![Answer::never()], false),
        (
            "States.HeartbeatTimeout",
            json!({}),
            failing("States.HeartbeatTimeout"),
            true,
        ),
        (
            "States.Timeout",
            json!({ "HeartbeatSeconds": 1 }),
            vec![Answer::never()],
            true,
        ),
        (
            "States.HeartbeatTimeout",
            json!({ "HeartbeatSeconds": 1 }),
            vec![Answer::never()],
            true,
        ),
        // Too large a result is the task's error on Step Functions, and `States.ALL` takes it there.
        ("States.ALL", json!({}), vec![ok(json!(large))], true),
        (
            "States.DataLimitExceeded",
            json!({}),
            vec![ok(json!(large))],
            true,
        ),
        // Too large an output is not.
        (
            "States.ALL",
            json!({ "Output": "{% $states.result & 'xx' %}" }),
            vec![ok(json!("x".repeat(262_142)))],
            false,
        ),
        (
            "States.ALL",
            json!({ "Arguments": "{% $nothing %}" }),
            vec![],
            true,
        ),
        (
            "States.TaskFailed",
            json!({ "Arguments": "{% $nothing %}" }),
            vec![],
            false,
        ),
        (
            "States.QueryEvaluationError",
            json!({ "Output": "{% $nothing %}" }),
            vec![ok(json!(1))],
            true,
        ),
        ("custom", json!({}), failing("Custom"), false),
    ];
    for (name, mut fields, answers, taken) in cases {
        fields["Catch"] = json!([{ "ErrorEquals": [name], "Next": "Caught" }]);
        fields["Next"] = "Caught".into();
        let definition = machine(
            "T",
            json!({
                "T": task(fields.clone()),
                "Caught": { "Type": "Pass", "Output": "caught", "End": true },
            }),
        );
        let outcome = ran(&definition, with_input(json!({})), [("T", answers)]).outcome();
        assert_eq!(
            outcome == json!({ "output": "caught" }),
            taken,
            "{name} {fields}: {outcome}"
        );
    }
}

#[test]
fn only_the_catchers_own_assign_and_output_run() {
    let catching = |catcher: Json| {
        machine(
            "T",
            json!({
                "T": task(json!({
                    "Assign": { "v": "task's" },
                    "Output": "task's",
                    "Catch": [catcher],
                    "Next": "Z",
                })),
                "Z": { "Type": "Pass", "Output": { "in": "{% $states.input %}", "v": "{% $exists($v) ? $v : null %}" }, "End": true },
            }),
        )
    };
    let cases = [
        (
            json!({ "ErrorEquals": ["E"], "Next": "Z" }),
            json!({ "output": { "in": { "Error": "E", "Cause": "because" }, "v": null } }),
        ),
        (
            json!({
                "ErrorEquals": ["E"],
                "Assign": { "v": "{% $states.errorOutput.Error %}" },
                "Output": { "was": "{% $states.input.n %}", "cause": "{% $states.errorOutput.Cause %}" },
                "Next": "Z",
            }),
            json!({ "output": { "in": { "was": 1, "cause": "because" }, "v": "E" } }),
        ),
        // A catcher that fails is not caught by its own state.
        (
            json!({ "ErrorEquals": ["States.ALL"], "Output": "{% $states.errorOutput.none %}", "Next": "Z" }),
            json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
        ),
    ];
    for (catcher, expected) in cases {
        check(
            &catching(catcher),
            json!({ "n": 1 }),
            [("T", vec![error("E")])],
            expected,
        );
    }
}

#[test]
fn an_error_is_caught_after_its_retries() {
    let definition = machine(
        "T",
        json!({
            "T": task(json!({
                "Retry": [{ "ErrorEquals": ["E"], "MaxAttempts": 2 }],
                "Catch": [{ "ErrorEquals": ["Other"], "Next": "Z" }, { "ErrorEquals": ["E"], "Output": "second", "Next": "Z" }],
            })),
            "Z": { "Type": "Succeed" },
        }),
    );
    let ran = check(
        &definition,
        json!({}),
        [("T", vec![error("E")])],
        json!({ "output": "second" }),
    );
    assert_eq!(ran.times("T"), [0.0, 1.0, 3.0]);
}

#[test]
fn tasks_time_out() {
    let cases = [
        (
            json!({ "TimeoutSeconds": 5 }),
            vec![ok(json!("late")).after(5_001)],
            json!({ "status": "FAILED", "error": "States.Timeout" }),
            5_000,
        ),
        (
            json!({ "TimeoutSeconds": 5 }),
            vec![ok(json!("in time")).after(4_999)],
            json!({ "output": "in time" }),
            4_999,
        ),
        (
            json!({ "TimeoutSeconds": "{% 2 * 3 %}" }),
            vec![Answer::never()],
            json!({ "status": "FAILED", "error": "States.Timeout" }),
            6_000,
        ),
        (
            json!({ "TimeoutSeconds": "{% 0 %}" }),
            vec![],
            json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
            0,
        ),
        (
            json!({ "TimeoutSeconds": 60, "HeartbeatSeconds": 10 }),
            vec![
                ok(json!("alive"))
                    .after(35_000)
                    .heartbeats([9_000, 18_000, 27_000]),
            ],
            json!({ "output": "alive" }),
            35_000,
        ),
        (
            json!({ "TimeoutSeconds": 60, "HeartbeatSeconds": 10 }),
            vec![ok(json!("silent")).after(35_000).heartbeats([9_000])],
            json!({ "status": "FAILED", "error": "States.Timeout" }),
            19_000,
        ),
        (
            json!({ "TimeoutSeconds": 20, "HeartbeatSeconds": 10 }),
            vec![
                ok(json!("slow"))
                    .after(35_000)
                    .heartbeats([9_000, 18_000, 27_000]),
            ],
            json!({ "status": "FAILED", "error": "States.Timeout" }),
            20_000,
        ),
    ];
    for (fields, answers, expected, at) in cases {
        let definition = machine("T", json!({ "T": task(fields) }));
        let ran = check(&definition, json!({}), [("T", answers)], expected);
        assert_eq!(ran.execution.now(), at);
    }
}

#[test]
fn a_late_answer_does_not_end_the_next_attempt() {
    let definition = machine(
        "T",
        json!({
            "T": task(json!({ "TimeoutSeconds": 2, "Retry": [{ "ErrorEquals": ["States.Timeout"], "MaxAttempts": 1 }] })),
        }),
    );
    let answers = [(
        "T",
        vec![ok(json!("first")).after(3_500), ok(json!("second")).after(1_000)],
    )];
    let ran = check(&definition, json!({}), answers, json!({ "output": "second" }));
    assert_eq!((ran.times("T"), ran.execution.now()), (vec![0.0, 3.0], 4_000));
}
