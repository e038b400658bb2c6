//! States one after the other: data, variables, choices, waiting.

use crate::support::{check, machine, ok, ran, task, with_input};
use ferrovia_states::execution::{Identity, Start};
use serde_json::{Value as Json, json};
use std::rc::Rc;

#[test]
fn data_goes_from_state_to_state() {
    let pass = |output: Json| {
        machine(
            "A",
            json!({ "A": { "Type": "Pass", "Output": output, "End": true } }),
        )
    };
    let cases = [
        (pass(json!("{% $states.input.a + 1 %}")), json!({ "output": 3 })),
        (
            pass(json!({ "x": ["{% $states.input.a %}", true], "y": null })),
            json!({ "output": { "x": [2, true], "y": null } }),
        ),
        (
            pass(json!("plain {% text %}")),
            json!({ "output": "plain {% text %}" }),
        ),
        (
            pass(json!("{% $states.input.none %}")),
            json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
        ),
        (
            pass(json!("{% $states.result %}")),
            json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
        ),
        (
            machine("A", json!({ "A": { "Type": "Pass", "End": true } })),
            json!({ "output": { "a": 2 } }),
        ),
        (
            machine(
                "A",
                json!({ "A": { "Type": "Succeed", "Output": "{% $states.input.a %}" } }),
            ),
            json!({ "output": 2 }),
        ),
        (
            machine(
                "A",
                json!({ "A": { "Type": "Fail", "Error": "E{}", "Cause": "{% 'c' & $states.input.a %}" } }),
            ),
            json!({ "status": "FAILED", "error": "E{}", "cause": "c2" }),
        ),
        (
            machine("A", json!({ "A": { "Type": "Fail" } })),
            json!({ "status": "FAILED" }),
        ),
        (
            machine("A", json!({ "A": { "Type": "Fail", "Error": "{% 7 %}" } })),
            json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
        ),
        (
            machine(
                "A",
                json!({
                    "A": { "Type": "Pass", "Output": [1], "Next": "B" },
                    "B": { "Type": "Pass", "Output": { "was": "{% $states.input %}" }, "Next": "C" },
                    "C": { "Type": "Succeed" },
                }),
            ),
            json!({ "output": { "was": [1] } }),
        ),
    ];
    for (definition, expected) in cases {
        check(&definition, json!({ "a": 2 }), [], expected);
    }
}

#[test]
fn assign_and_output_see_the_values_at_entry() {
    let definition = machine(
        "A",
        json!({
            "A": { "Type": "Pass", "Assign": { "x": 1, "y": "{% $states.input.n %}" }, "Next": "B" },
            "B": {
                "Type": "Pass",
                "Assign": { "x": "{% $y %}", "y": "{% $x %}" },
                "Output": "{% [$x, $y] %}",
                "Next": "C",
            },
            "C": { "Type": "Pass", "Output": { "before": "{% $states.input %}", "now": "{% [$x, $y] %}" }, "End": true },
        }),
    );
    check(
        &definition,
        json!({ "n": 7 }),
        [],
        json!({ "output": { "before": [1, 7], "now": [7, 1] } }),
    );
}

#[test]
fn a_variable_without_a_value_is_an_error() {
    let definition = machine(
        "A",
        json!({
            "A": { "Type": "Pass", "Assign": { "x": 1 }, "Output": "{% $x %}", "End": true },
        }),
    );
    check(
        &definition,
        json!({}),
        [],
        json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
    );
}

#[test]
fn a_choice_takes_the_first_rule_that_is_met() {
    let with_default = |default: Json| {
        let mut definition = machine(
            "A",
            json!({
                "A": {
                    "Type": "Choice",
                    "Choices": [
                        { "Condition": "{% $states.input.n > 10 %}", "Next": "Big", "Output": "{% $states.input.n %}", "Assign": { "v": "rule" } },
                        { "Condition": "{% $states.input.n > 5 %}", "Next": "Big" },
                    ],
                    "Assign": { "v": "default" },
                    "Output": "none",
                },
                "Big": { "Type": "Pass", "Output": { "big": "{% $states.input %}", "v": "{% $exists($v) ? $v : 'unset' %}" }, "End": true },
                "Small": { "Type": "Pass", "Output": { "small": "{% $states.input %}", "v": "{% $v %}" }, "End": true },
            }),
        );
        if !default.is_null() {
            definition["States"]["A"]["Default"] = default;
        }
        definition
    };
    let cases = [
        (
            json!("Small"),
            json!({ "n": 11 }),
            json!({ "output": { "big": 11, "v": "rule" } }),
        ),
        (
            json!("Small"),
            json!({ "n": 6 }),
            json!({ "output": { "big": { "n": 6 }, "v": "unset" } }),
        ),
        (
            json!("Small"),
            json!({ "n": 1 }),
            json!({ "output": { "small": "none", "v": "default" } }),
        ),
        (
            Json::Null,
            json!({ "n": 1 }),
            json!({ "status": "FAILED", "error": "States.NoChoiceMatched" }),
        ),
    ];
    for (default, input, expected) in cases {
        check(&with_default(default), input, [], expected);
    }
    let definition = machine(
        "A",
        json!({
            "A": { "Type": "Choice", "Choices": [{ "Condition": "{% 'yes' %}", "Next": "B" }], "Default": "B" },
            "B": { "Type": "Succeed" },
        }),
    );
    let ran = check(
        &definition,
        json!({}),
        [],
        json!({ "status": "FAILED", "error": "States.QueryEvaluationError" }),
    );
    let cause = ran
        .execution
        .outcome()
        .and_then(|outcome| outcome.fault()?.cause.clone())
        .expect("a cause");
    assert!(
        cause.contains("'Choices[0]/Condition' returned an unexpected result type. Expected 'boolean'"),
        "{cause}"
    );
}

#[test]
fn waiting_takes_no_time_but_the_executions_own() {
    let wait = |field: &str, value: Json| {
        machine(
            "A",
            json!({ "A": { "Type": "Wait", field: value, "Next": "B" }, "B": task(json!({})) }),
        )
    };
    let cases = [
        (wait("Seconds", json!(31_000_000)), 31_000_000.0),
        (wait("Seconds", json!("{% $states.input.seconds %}")), 90.0),
        (wait("Seconds", json!(0)), 0.0),
        (wait("Timestamp", json!("1970-01-02T01:00:00+01:00")), 86_400.0),
        (wait("Timestamp", json!("{% $states.input.at %}")), 1.5),
        (wait("Timestamp", json!("1969-01-01T00:00:00Z")), 0.0),
    ];
    let input = json!({ "seconds": 90, "at": "1970-01-01T00:00:01.500Z" });
    for (definition, at) in cases {
        let ran = check(
            &definition,
            input.clone(),
            [("B", vec![ok(json!(1))])],
            json!({ "output": 1 }),
        );
        assert_eq!(ran.times("B"), [at]);
    }
    for (field, value) in [
        ("Seconds", json!("{% 'soon' %}")),
        ("Seconds", json!("{% -1 %}")),
        ("Timestamp", json!("{% 5 %}")),
        ("Timestamp", json!("tomorrow")),
    ] {
        let expected = json!({ "status": "FAILED", "error": "States.QueryEvaluationError" });
        check(&wait(field, value), json!({}), [], expected);
    }
}

#[test]
fn a_task_gets_its_arguments_and_gives_its_result() {
    let cases = [
        (json!({}), json!({ "n": 1 }), json!({ "Payload": 5 })),
        (
            json!({ "Arguments": { "x": "{% $states.input.n %}" } }),
            json!({ "x": 1 }),
            json!({ "Payload": 5 }),
        ),
        (
            json!({ "Output": "{% $states.result.Payload + $states.input.n %}" }),
            json!({ "n": 1 }),
            json!(6),
        ),
        (json!({ "Output": "fixed" }), json!({ "n": 1 }), json!("fixed")),
    ];
    for (fields, arguments, output) in cases {
        let definition = machine("A", json!({ "A": task(fields) }));
        let answers = [("A", vec![ok(json!({ "Payload": 5 }))])];
        let ran = check(
            &definition,
            json!({ "n": 1 }),
            answers,
            json!({ "output": output }),
        );
        assert_eq!(ran.calls[0].arguments, arguments);
    }
}

#[test]
fn the_context_says_where_and_when() {
    let definition = machine(
        "W",
        json!({
            "W": { "Type": "Wait", "Seconds": 2, "Next": "A" },
            "A": { "Type": "Pass", "Output": "{% $states.context %}", "End": true },
        }),
    );
    let identity = Identity {
        machine: "m".into(),
        partition: "aws-cn".into(),
        region: "r".into(),
        account: "1".into(),
        role_arn: "role".into(),
    };
    let start = Start {
        name: "e".into(),
        identity: Rc::new(identity),
        at: 1_000,
        ..with_input(json!({ "n": 1 }))
    };
    assert_eq!(
        ran(&definition, start, []).outcome()["output"],
        json!({
            "Execution": {
                "Id": "arn:aws-cn:states:r:1:execution:m:e",
                "Input": { "n": 1 },
                "StartTime": "1970-01-01T00:00:01.000Z",
                "Name": "e",
                "RoleArn": "role",
                "RedriveCount": 0,
            },
            "StateMachine": { "Id": "arn:aws-cn:states:r:1:stateMachine:m", "Name": "m" },
            "State": { "Name": "A", "EnteredTime": "1970-01-01T00:00:03.000Z", "RetryCount": 0 },
        })
    );
}

#[test]
fn the_clock_of_expressions_is_the_executions() {
    let definition = machine(
        "W",
        json!({
            "W": { "Type": "Wait", "Seconds": 60, "Next": "A" },
            "A": { "Type": "Pass", "Output": "{% [$millis(), $now()] %}", "End": true },
        }),
    );
    check(
        &definition,
        json!({}),
        [],
        json!({ "output": [60_000, "1970-01-01T00:01:00.000Z"] }),
    );
}

#[test]
fn a_loop_goes_round_with_variables() {
    let definition = machine(
        "Start",
        json!({
            "Start": { "Type": "Pass", "Assign": { "i": 0, "sum": 0 }, "Next": "Test" },
            "Test": { "Type": "Choice", "Choices": [{ "Condition": "{% $i < 10 %}", "Next": "Add" }], "Default": "Done" },
            "Add": { "Type": "Pass", "Assign": { "i": "{% $i + 1 %}", "sum": "{% $sum + $i %}" }, "Next": "Test" },
            "Done": { "Type": "Succeed", "Output": "{% $sum %}" },
        }),
    );
    check(&definition, json!({}), [], json!({ "output": 45 }));
}
